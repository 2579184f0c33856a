import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from './testing/command.js';

describe('the secrets of compose.yaml', () => {
  let bff: string;
  let store: string;

  beforeEach(() => {
    bff = mkdtempSync(join(tmpdir(), 'secrets-bff-'));
    store = mkdtempSync(join(tmpdir(), 'secrets-store-'));
  });
  afterEach(() => {
    for (const folder of [bff, store]) rmSync(folder, { recursive: true });
  });

  const make = async () => new Command('secrets.ts', {}, { args: [bff, store] }).exitCode();
  const read = (variable: string) => readFileSync(join(bff, variable), 'utf8');
  const users = () => readFileSync(join(store, 'users.acl'), 'utf8');

  it('are made once, each for its reader’s eyes alone', async () => {
    expect(await make()).toBe(0);
    const made = { secrets: read('SESSION_SECRETS'), password: read('REDIS_PASSWORD') };
    expect(made.secrets).toMatch(/^[\w-]{43}$/u);
    expect(made.password).not.toBe(made.secrets);
    for (const variable of ['SESSION_SECRETS', 'REDIS_PASSWORD', 'COGNITO_CLIENT_SECRET']) {
      expect(statSync(join(bff, variable)).mode & 0o777).toBe(0o600);
    }
    expect(await make()).toBe(0);
    expect(made).toEqual({ secrets: read('SESSION_SECRETS'), password: read('REDIS_PASSWORD') });
  });

  it('let the store know the password without having it', async () => {
    await make();
    const hash = createHash('sha256').update(read('REDIS_PASSWORD')).digest('hex');
    expect(users()).toContain(`user bff on #${hash} `);
    expect(users()).not.toContain(read('REDIS_PASSWORD'));
    expect(users()).toContain('user default off ');
  });
});
