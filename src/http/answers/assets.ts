import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RequestHandler } from 'express';
import { noteRoute } from '../../telemetry/request-context.js';
import { brandCss, brandMark } from '../../../views/brand.js';

const { resolve } = createRequire(import.meta.url);
const VIEWS = new URL('../../../views/', import.meta.url);

const STYLES = ['base', 'frame', 'components'];
const SCRIPTS = ['requests', 'overlays', 'session-end', 'kept-values', 'upload'];
const ICONS = globSync('icons/*.svg', { cwd: fileURLToPath(VIEWS) }).toSorted();
const ICON_SIZE = 20;

interface Asset {
  readonly type: string;
  readonly content: string;
}

const assets = new Map<string, Asset>();

/** Adds a file under an address that changes with its content, so that browsers may keep it for ever. */
function add(name: string, type: string, content: string): string {
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  const href = `/assets/${name}.${digest}.${type}`;
  assets.set(href, { type, content });
  return href;
}

const read = (path: string) => readFileSync(new URL(path, VIEWS), 'utf8');

/** The icons side by side, as one picture. */
function iconRow(): string {
  const icons = ICONS.map((path, index) =>
    read(path).replace('<svg', `<svg x="${index * ICON_SIZE}" width="${ICON_SIZE}"`),
  );
  const size = `width="${ICONS.length * ICON_SIZE}" height="${ICON_SIZE}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${icons.join('')}</svg>`;
}

/** What of the style sheet depends on files: the mark, and which part of the row each icon is. */
function pictureCss(mark: string): string {
  const row = add('icons', 'svg', iconRow());
  const places = ICONS.map((path, index) => {
    const at = (100 * index) / (ICONS.length - 1);
    return `.icon.${basename(path, '.svg')} { mask-position: ${at}% 0; }`;
  });
  return [
    `:root { --mark: url(${mark}); }`,
    `.icon { mask-image: url(${row}); mask-size: ${100 * ICONS.length}% 100%; }`,
    ...places,
  ].join('\n');
}

const mark = add('mark', 'svg', brandMark());
const style = [brandCss(), ...STYLES.map((name) => read(`styles/${name}.css`)), pictureCss(mark)];

/** What every page links, in this order. */
export const pageAssets = {
  mark,
  styles: [add('style', 'css', style.join('\n'))],
  scripts: [
    add('htmx', 'js', readFileSync(resolve('htmx.org/dist/htmx.esm.min.js'), 'utf8')),
    ...SCRIPTS.map((name) => add(name, 'js', read(`scripts/${name}.js`))),
  ],
};

/** Serves the few files that pages link, out of memory. It stands before the session: they are no secret. */
export const serveAssets: RequestHandler = (request, response, next) => {
  const asset = assets.get(request.path);
  if (!asset || !['GET', 'HEAD'].includes(request.method)) {
    next();
    return;
  }
  noteRoute('/assets/*');
  response
    .set('Cache-Control', 'public, max-age=31536000, immutable')
    .type(asset.type)
    .send(asset.content);
};
