import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { handler } from '../../infra/lambda/canary.js';
import { DamagedStack } from './damaged-stack.js';

let stack: DamagedStack;
beforeAll(async () => {
  stack = await DamagedStack.start();
  // oxlint-disable-next-line node/no-process-env -- a Lambda is configured by its environment
  Object.assign(process.env, { TARGET_URL: stack.origin, ISSUER: stack.cognito.issuer });
});
afterAll(() => stack.stop());
afterEach(() => {
  stack.damage = undefined;
  stack.visitor += 1;
});

describe('the canary', () => {
  it('arrives where people can sign in', async () => {
    await expect(handler()).resolves.toBeUndefined();
  });

  it('fails where they can’t, and says at which step', async () => {
    stack.damage = (path) => (path === '/auth/login' ? { status: 503 } : undefined);
    await expect(handler()).rejects.toThrow(/✖ the login is[^]*503, where 302 is right/u);
  });

  it('tries nothing that the audit trail would tell of as an attack', async () => {
    const asked: string[] = [];
    stack.damage = (path) => void asked.push(path);
    await handler();
    expect(asked).toContain('/auth/login');
    expect(asked).not.toContain('/auth/callback');
  });
});

it('runs as the one file that is deployed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'canary-'));
  const outfile = join(folder, 'index.mjs');
  // As `NodeFunction` has it bundled.
  await build({
    entryPoints: [join(import.meta.dirname, '../../infra/lambda/canary.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
    },
  });
  const deployed: { handler: typeof handler } = await import(pathToFileURL(outfile).href);
  await expect(deployed.handler()).resolves.toBeUndefined();
  rmSync(folder, { recursive: true });
});
