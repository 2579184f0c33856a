import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './packages.js';
import { NODE_OPTIONS } from './product.js';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

it('the product is measured as the image, compose and npm start Node', () => {
  const started = ['node', ...NODE_OPTIONS];
  expect(read('Dockerfile')).toContain(
    `CMD ${JSON.stringify([...started, 'dist/src/main.js']).replaceAll(',', ', ')}`,
  );
  expect(read('compose.yaml')).toContain(`exec ${started.join(' ')} dist/src/main.js\n`);
  expect(read('package.json')).toContain(`"start:prod": "${started.join(' ')} `);
});
