import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPool } from '../testing/pool-under-test.js';

const carol = { email: 'carol@example.com', password: 'Correct-Horse-9' };

describe('the state folder', () => {
  let parent: string;
  let folder: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'local-cognito-'));
    folder = join(parent, 'cognito');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  it('keeps accounts, keys and used codes over a restart', async () => {
    const first = await startPool({ folder });
    const visitor = first.visitor();
    const page = await visitor.open(first.authorizeUrl({}, '/signup'));
    const confirm = await visitor.submit(page, carol);
    const setUp = await visitor.submit(confirm, { code: first.mailedCode() });
    const secret = setUp.totpSecret;
    const used = first.totpCode(secret);
    await visitor.submit(setUp, { code: used });
    const keys = await (await fetch(`${first.issuer}/.well-known/jwks.json`)).json();
    await first.close();

    const second = await startPool({ folder });
    expect(await (await fetch(`${second.issuer}/.well-known/jwks.json`)).json()).toEqual(keys);
    const login = await visitor.open(second.authorizeUrl());
    const credentials = { username: carol.email, password: carol.password };
    const challenge = await visitor.submit(login, credentials);
    expect((await visitor.submit(challenge, { code: used })).alert).toMatch(/used once/u);
    second.pass(60);
    const arrived = await visitor.submit(challenge, { code: second.totpCode(secret) });
    expect(arrived.parameters.has('code')).toBe(true);
    await second.close();
  });

  it('holds no password, and is for its owner alone', async () => {
    const pool = await startPool({ folder });
    await pool.close();
    expect(readdirSync(folder).toSorted()).toEqual(['accounts.json', 'keys.json', 'seeded.json']);
    for (const file of readdirSync(folder)) {
      expect(readFileSync(join(folder, file), 'utf8')).not.toContain('Correct-Horse');
      expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
    }
  });

  it.each([
    ['accounts.json', 'is no JSON', '{'],
    ['accounts.json', 'is empty', ''],
    ['accounts.json', 'is no list of accounts', '[{"username":"x"}]'],
    ['groups.json', 'holds no groups', '[{}]'],
    ['keys.json', 'is no JSON', 'x'],
    ['keys.json', 'holds no keys', '{"id":{},"access":{}}'],
  ])('names %s when it %s, and leaves it alone', async (file, _how, content) => {
    await (await startPool({ folder })).close();
    const path = join(folder, file);
    writeFileSync(path, content);
    await expect(startPool({ folder })).rejects.toThrow(
      `${path} is damaged: repair it, or delete it to start afresh.`,
    );
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('changes nobody who is already there', async () => {
    const first = await startPool({ folder });
    await first.close();
    const before = readFileSync(join(folder, 'accounts.json'), 'utf8');
    await (await startPool({ folder })).close();
    expect(readFileSync(join(folder, 'accounts.json'), 'utf8')).toBe(before);
  });
});
