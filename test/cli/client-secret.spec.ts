import { SecretsManager } from '../support/secrets-manager.js';
import { unattended } from './person.js';
import { startPool, type Pool } from './pool.js';

const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:Client-AbCdEf';

let pool: Pool;
let manager: SecretsManager;

beforeEach(async () => {
  pool = await startPool();
  manager = await new SecretsManager().start();
  // oxlint-disable-next-line node/no-process-env -- where the SDK looks
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: manager.endpoint,
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
  });
});
afterEach(async () => {
  await pool.close();
  await manager.stop();
});

const tool = (args: string[], secretId: string | undefined = ARN) =>
  unattended([...args, ...pool.options, ...(secretId ? [`--secret-id=${secretId}`] : [])], {
    USER_PASSWORD: 'Not the passw0rd',
  });

/** Whether the token endpoint takes the client for who it is: the code is wrong in any case. */
async function isGood(secret: string | undefined) {
  const [, , endpoint = ''] = pool.options;
  const answer = await fetch(`${endpoint.replace('--endpoint=', '')}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: pool.settings.client.id,
      client_secret: secret ?? '',
      code: 'none',
      redirect_uri: 'http://localhost:3000/auth/callback',
    }),
  });
  const { error } = Object(await answer.json());
  return error === 'invalid_grant';
}

it('a client secret is rotated by two, and nobody is turned away meanwhile', async () => {
  const original = pool.settings.client.secret;
  manager.values.set(ARN, original);

  const made = await tool(['new-secret']);
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  expect(made.stdout).toMatch(/Secrets Manager has the new secret[^]*end-secret/u);
  const fresh = manager.values.get(ARN);
  expect(fresh).not.toBe(original);
  expect(made.stdout).not.toContain(fresh);
  expect([await isGood(original), await isGood(fresh)]).toEqual([true, true]);

  expect((await tool(['end-secret', '--yes'])).exitCode).toBe(0);
  expect([await isGood(original), await isGood(fresh)]).toEqual([false, true]);
  const { stdout } = await tool(['secrets', '--json']);
  expect(JSON.parse(stdout)).toHaveLength(1);
});

it('after that people are signed in with what Secrets Manager has: Cognito tells it no more', async () => {
  manager.values.set(ARN, pool.settings.client.secret);
  await tool(['new-secret']);
  await tool(['end-secret', '--yes']);
  const signIn = ['sign-in', 'alice@example.com'];
  // The hash of the client's secret is checked before the password is.
  expect((await tool(signIn)).stderr).toContain('Incorrect username or password');
  expect((await tool(signIn, '')).stderr).toMatch(/secret hash|SECRET_HASH/iu);
});

it('rotates again and again', async () => {
  const seen = new Set([pool.settings.client.secret]);
  for (let round = 0; round < 2; round++) {
    await tool(['new-secret']);
    await tool(['end-secret', '--yes']);
    seen.add(manager.values.get(ARN) ?? '');
  }
  expect(seen.size).toBe(3);
  expect(await isGood([...seen].at(-1))).toBe(true);
});

describe('is refused in words', () => {
  it.each([
    ['a third secret', [['new-secret'], ['new-secret']], /has two secrets already[^]*end-secret/u],
    ['ending the only one', [['end-secret', '--yes']], /has one secret[^]*new-secret/u],
    ['ending one without an answer', [['new-secret'], ['end-secret']], /question|--yes|ask/iu],
  ])('%s', async (_what, commands, says) => {
    let last = await tool(commands[0] ?? []);
    for (const command of commands.slice(1)) last = await tool(command);
    expect(last.stderr).toMatch(says);
    expect(last.exitCode).not.toBe(0);
  });

  it('a secret that can’t be kept: Cognito has one as before', async () => {
    await manager.stop();
    const { exitCode } = await tool(['new-secret']);
    expect(exitCode).toBe(1);
    await manager.start();
    expect(JSON.parse((await tool(['secrets', '--json'])).stdout)).toHaveLength(1);
    expect(await isGood(pool.settings.client.secret)).toBe(true);
  });
});

it('without Secrets Manager, on this machine say, the new one is shown to who asked', async () => {
  const { stdout } = await tool(['new-secret', '--json'], '');
  const { secret, outcome } = JSON.parse(stdout);
  expect(outcome).toBe('made');
  expect(await isGood(secret)).toBe(true);
});
