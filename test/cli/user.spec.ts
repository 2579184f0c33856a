import { brand } from '../../views/brand.js';
import { userCommand, type Around } from './command.js';
import { startPool, type Pool } from './pool.js';

const CAROL = 'carol@example.com';
const PASSWORD = 'Correct-Horse-9';

/** What one line of JSON says. */
const parsed = (line: string): Record<string, unknown> => JSON.parse(line);

describe('npm run user, in scripts', () => {
  let pool: Pool;

  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(async () => pool.close());

  const user = async (args: string[], { environment = {}, ...around }: Around = {}) =>
    userCommand([...args, '--local'], {
      ...around,
      environment: { ...pool.environment, ...environment },
    });
  const done = async (args: string[], around?: Around) => {
    const { exitCode, stdout, stderr } = await user(args, around);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    return stdout;
  };

  it('follows somebody from the first day to the last', async () => {
    const created = await done(['create', CAROL, '--group', 'admins', '--json', '--stdin'], {
      input: `${PASSWORD}\n`,
    });
    expect(parsed(created)).toMatchObject({
      email: CAROL,
      status: 'CONFIRMED',
      enabled: true,
      groups: ['admins'],
    });
    expect(pool.mails).toEqual([]);

    const password = { USER_PASSWORD: PASSWORD };
    const early = await user(['sign-in', CAROL], { environment: password });
    expect(early).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `${CAROL} has to enrol an authenticator app first: npm run user -- enrol ${CAROL} --local\n`,
    });

    let secret = '';
    const enrolled = await done(['enrol', CAROL, '--json', '--stdin'], {
      environment: password,
      input: (printed) => {
        if (secret !== '') return undefined;
        secret = String(parsed(printed)['secret']);
        return `${pool.nextCode(secret)}\n`;
      },
    });
    const [offer = '', outcome = ''] = enrolled.split('\n');
    expect(String(parsed(offer)['uri']).split('?')[0]).toBe(
      `otpauth://totp/${encodeURIComponent(brand.name)}:carol%40example.com`,
    );
    expect(parsed(outcome)).toEqual({ email: CAROL, outcome: 'enrolled' });

    const code = () => ({ ...password, USER_CODE: pool.nextCode(secret) });
    const signedIn = await done(['sign-in', CAROL, '--json'], { environment: code() });
    expect(parsed(signedIn)).toMatchObject({
      claims: {
        idToken: { email: CAROL, 'cognito:groups': ['admins'], token_use: 'id' },
        accessToken: { scope: 'aws.cognito.signin.user.admin', token_use: 'access' },
      },
    });

    expect(await done(['add', CAROL, 'users'])).toContain(`${CAROL} is in users.`);
    expect(await done(['remove', CAROL, 'admins'])).toContain(
      `${CAROL} is not in admins any more.`,
    );
    expect(await done(['groups', CAROL])).toMatch(/^GROUP +PRECEDENCE +DESCRIPTION\nusers +10\n$/u);
    expect(await done(['sign-out', CAROL])).toContain('signed out everywhere');

    expect(await done(['reset-mfa', CAROL])).toContain(`${CAROL} has no authenticator app`);
    const lost = await user(['sign-in', CAROL], { environment: code() });
    expect(lost.stderr).toContain(`${CAROL} has to enrol an authenticator app first`);
    let replaced = '';
    await done(['enrol', CAROL, '--json', '--stdin'], {
      environment: password,
      input: (printed) => {
        if (replaced !== '') return undefined;
        replaced = String(parsed(printed)['secret']);
        return `${pool.nextCode(replaced)}\n`;
      },
    });
    expect(replaced).not.toBe(secret);
    secret = replaced;

    expect(await done(['disable', CAROL])).toContain(`${CAROL} is disabled.`);
    expect(await done(['list', '--filter', 'carol'])).toMatch(/carol@.* CONFIRMED, disabled /u);
    expect((await user(['sign-in', CAROL], { environment: code() })).exitCode).toBe(1);
    await done(['enable', CAROL]);
    await done(['password', CAROL], { environment: { USER_PASSWORD: 'Correct-Horse-10' } });
    const old = await user(['sign-in', CAROL], { environment: code() });
    expect(old.stderr).toMatch(/^Cognito refused: Incorrect username or password\./u);
    const changed = { ...code(), USER_PASSWORD: 'Correct-Horse-10' };
    expect(await done(['sign-in', CAROL], { environment: changed })).toMatch(
      /cognito:groups +\["users"\]/u,
    );

    expect(await done(['delete', CAROL, '--yes'])).toBe(`${CAROL} is deleted.\n`);
    expect(await done(['list'])).not.toContain(CAROL);
    expect(pool.failures).toEqual([]);
  }, 90_000);

  it('ends quietly when its reader has seen enough', async () => {
    const { exitCode, stderr } = await user(['list'], { isUnread: true });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});
