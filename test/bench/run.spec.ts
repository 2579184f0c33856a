import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUN = fileURLToPath(new URL('./run.ts', import.meta.url));

/** The product of a checkout, which is ready, and does this when somebody wants to sign in. */
const mainThat = (does: string) => `
  require('node:http').createServer((request, response) => {
    if (request.url === '/health/ready') return response.end();
    ${does}
  }).listen(process.env.PORT, '127.0.0.1');`;

function bench(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', RUN, ...args],
    {
      encoding: 'utf8',
      timeout: 25_000, // less than a test has
    },
  );
  return { status, stdout, stderr };
}

describe('npm run bench', () => {
  let checkout: string;

  beforeAll(() => {
    checkout = mkdtempSync(join(tmpdir(), 'checkout-'));
    mkdirSync(join(checkout, 'dist/src'), { recursive: true });
  });
  afterAll(() => rmSync(checkout, { recursive: true }));

  it.each([
    [
      'answers wrongly',
      `response.writeHead(500).end('broken');`,
      /\nThis run proves nothing and has ended: other answered \/auth\/login with 500 and “broken”\n$/,
    ],
    [
      'crashes',
      `throw new Error('there is no memory left');`,
      /What it said last:\n[^]*there is no memory left[^]*has ended: other didn’t answer \/auth\/login: .*\n$/,
    ],
  ])('ends with one sentence where a checkout’s product %s', (_, does, sentence) => {
    writeFileSync(join(checkout, 'dist/src/main.js'), mainThat(does));
    const { status, stdout, stderr } = bench('--only', 'floor', '--against', checkout);
    expect(stdout).toMatch(sentence);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });

  it('says what there is to choose where something else is chosen', () => {
    const { status, stdout } = bench('--only', 'nobody');
    expect(stdout).toContain('--only: nobody is none of floor, product');
    expect(stdout).toContain('--against FOLDER');
    expect(status).toBe(2);
  });
});
