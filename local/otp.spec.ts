import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { alice, startPool } from './testing/pool-under-test.js';
import { Command } from './testing/command.js';

/** Those that count: what an app shows, one late, and one early. */
const codesNow = (secret: string) =>
  [-30, 0, 30].map((offset) =>
    generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + offset }),
  );

describe('npm run otp', () => {
  let state: string;

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'local-otp-'));
  });
  afterEach(() => rmSync(state, { recursive: true }));

  const otp = async (...args: string[]) => {
    const command = new Command('otp.ts', { LOCAL_STATE: state }, { args });
    const exitCode = await command.exitCode();
    return { exitCode, stdout: command.stdout, stderr: command.stderr };
  };

  it('prints the code alone to stdout, and how long it is good to stderr', async () => {
    const { exitCode, stdout, stderr } = await otp('Alice@example.com');
    expect(exitCode).toBe(0);
    expect(codesNow(alice.totpSecret).map((code) => `${code}\n`)).toContain(stdout);
    expect(stderr).toMatch(/^good for \d{1,2} more seconds, once\n$/u);
  });

  it('knows who enrolled in the local stack', async () => {
    const pool = await startPool({ folder: join(state, 'cognito') });
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl({}, '/signup'));
    const form = { email: 'carol@example.com', password: 'Correct-Horse-9' };
    const confirm = await visitor.submit(page, form);
    const setUp = await visitor.submit(confirm, { code: pool.mailedCode() });
    expect((await otp('carol@example.com')).exitCode).toBe(1);
    const used = pool.totpCode(setUp.totpSecret);
    await visitor.submit(setUp, { code: used });
    await pool.close();
    const { stdout } = await otp('carol@example.com');
    expect(codesNow(setUp.totpSecret).map((code) => `${code}\n`)).toContain(stdout);
    // A code is good once, and this one was used to enrol.
    expect(stdout.trim()).not.toBe(used);
  });

  it.each([
    [
      'someone unknown',
      ['nobody@example.com'],
      'Nobody with an authenticator app is nobody@example.com',
    ],
    ['nobody', [], 'Say for whom'],
  ])('asked for %s, lists whom it knows', async (_whom, args, sentence) => {
    expect(await otp(...args)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `${sentence}. There are: alice@example.com, bob@example.com.\n`,
    });
  });
});
