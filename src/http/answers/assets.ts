import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RequestHandler } from 'express';

const { resolve } = createRequire(import.meta.url);

const FILES = [
  resolve('@picocss/pico/css/pico.classless.min.css'),
  fileURLToPath(new URL('../../../views/app.css', import.meta.url)),
  resolve('htmx.org/dist/htmx.min.js'),
  fileURLToPath(new URL('../../../views/app.js', import.meta.url)),
];

interface Asset {
  readonly href: string;
  readonly type: string;
  readonly content: Buffer;
}

/** A file under an address that changes with its content, so that browsers may keep it for ever. */
function load(file: string): Asset {
  const content = readFileSync(file);
  const extension = extname(file);
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  const href = `/assets/${basename(file, extension)}.${digest}${extension}`;
  return { href, type: extension, content };
}

const assets = new Map(FILES.map(load).map((asset) => [asset.href, asset]));

const hrefs = (type: string) =>
  [...assets.values()].filter((asset) => asset.type === type).map(({ href }) => href);

/** What every page links, in this order. */
export const pageAssets = { styles: hrefs('.css'), scripts: hrefs('.js') };

/** Serves the few files that pages link, out of memory. It stands before the session: they are no secret. */
export const serveAssets: RequestHandler = (request, response, next) => {
  const asset = assets.get(request.path);
  if (!asset || !['GET', 'HEAD'].includes(request.method)) {
    next();
    return;
  }
  response
    .set('Cache-Control', 'public, max-age=31536000, immutable')
    .type(asset.type)
    .send(asset.content);
};
