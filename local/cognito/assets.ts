import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Router } from 'express';

const own = (name: string) => fileURLToPath(new URL(`hosted/${name}`, import.meta.url));

const files: [path: string, type: string, file: string][] = [
  ['/assets/local.css', 'css', own('style.css')],
  ['/assets/local.js', 'js', own('show-password.js')],
];

/** The style sheet and the script of the hosted pages. */
export function assets(): Router {
  const router = Router();
  for (const [path, type, file] of files) {
    const text = readFileSync(file, 'utf8');
    router.get(path, (_request, response) => {
      response.set('cache-control', 'max-age=600').type(type).send(text);
    });
  }
  return router;
}
