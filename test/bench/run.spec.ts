import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUN = fileURLToPath(new URL('./run.ts', import.meta.url));

/** What a checkout's product does here: it is ready, and can't sign anybody in. */
const BROKEN_MAIN = `
  require('node:http').createServer((request, response) => {
    response.writeHead(request.url === '/health/ready' ? 200 : 500).end('broken');
  }).listen(process.env.PORT, '127.0.0.1');`;

const bench = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', RUN, ...args],
    {
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
};

describe('npm run bench', () => {
  let checkout: string;

  beforeAll(() => {
    checkout = mkdtempSync(join(tmpdir(), 'checkout-'));
    mkdirSync(join(checkout, 'dist/src'), { recursive: true });
    writeFileSync(join(checkout, 'dist/src/main.js'), BROKEN_MAIN);
  });
  afterAll(() => rmSync(checkout, { recursive: true }));

  it('ends with one sentence where a checkout’s product is broken', () => {
    const { status, stdout, stderr } = bench('--only', 'floor', '--against', checkout);
    expect(stdout).toMatch(
      /\nThis run proves nothing and has ended: other answered \/auth\/login with 500 and “broken”\n$/,
    );
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });

  it('says what there is to choose where something else is chosen', () => {
    const { status, stdout } = bench('--only', 'nobody');
    expect(stdout).toContain('--only: nobody is none of floor, product');
    expect(stdout).toContain('--against FOLDER');
    expect(status).toBe(2);
  });
});
