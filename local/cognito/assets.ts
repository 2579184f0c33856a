import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Router } from 'express';

const files = {
  '/assets/pico.css': createRequire(import.meta.url).resolve(
    '@picocss/pico/css/pico.classless.min.css',
  ),
  '/assets/local.css': fileURLToPath(new URL('hosted/style.css', import.meta.url)),
};

/** The style sheets of the hosted pages. */
export const assets = (): Router => {
  const router = Router();
  for (const [path, file] of Object.entries(files)) {
    const css = readFileSync(file, 'utf8');
    router.get(path, (_request, response) => {
      response.set('cache-control', 'max-age=600').type('css').send(css);
    });
  }
  return router;
};
