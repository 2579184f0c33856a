/**
 * `npm run cognito:pack -- FOLDER`: makes a package of the local Cognito that needs nothing else, for
 * `npm pack FOLDER`. People then run it with npx, without this repository.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('Say into which folder.');
const folder = resolve(target);
const root = join(import.meta.dirname, '../..');
const own: { version: string; license: string } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [join(root, 'local/package/bin.ts')],
  outdir: folder,
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  logLevel: 'warning',
  // For the CommonJS packages among those bundled: they require Node's own modules.
  banner: {
    js: `import { createRequire as from } from 'node:module'; const require = from(import.meta.url);`,
  },
});
for (const name of ['style.css', 'show-password.js']) {
  cpSync(join(root, 'local/cognito/hosted', name), join(folder, 'hosted', name));
}
for (const [from, to] of [
  ['docs/local-cognito.md', 'README.md'],
  ['docs/local-cognito.schema.json', 'local-cognito.schema.json'],
  ['LICENSE', 'LICENSE'],
] as const) {
  cpSync(join(root, from), join(folder, to));
}
const described = {
  name: '@cognito-bff/local-cognito', // of its own: it knows no product
  version: own.version,
  description: 'A local stand-in for Amazon Cognito user pools: hosted pages, OAuth endpoints, API',
  license: own.license,
  type: 'module',
  engines: { node: '>=22' },
  bin: { 'local-cognito': 'bin.js' },
};
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(described, null, 2)}\n`);
