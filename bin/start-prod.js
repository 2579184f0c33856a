// `npm run start:prod`: the built product alone, told by its environment and by a `.env` beside it.
import './node-version.js';
import './environment-file.js';
import { existsSync } from 'node:fs';

const main = new URL('../dist/src/main.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write(
    'There is no build yet: make one with npm ci && npm run build, then start again.\n',
  );
  process.exit(1);
}
await import(main);
