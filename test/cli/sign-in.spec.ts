import { defaultSettings } from '../../local/cognito/settings.js';
import { atTerminal, type Answer } from './person.js';
import { startPool, type Pool } from './pool.js';

const ALICE = 'alice@example.com';
const ALICE_PASSWORD = 'Correct-Horse-1';
const ALICE_SECRET = 'ALICEALICEALICEALICEALICEALICE22';
const DAVE = 'dave@example.com';
const DAVE_PASSWORD = 'Correct-Horse-7';

const secretIn = (printed: string) => /type the secret into it: (?<secret>\w+)/u.exec(printed);
const { client } = defaultSettings;

describe('npm run user, at the terminal', () => {
  let pool: Pool;

  beforeEach(async () => {
    pool = await startPool();
  });
  afterEach(async () => pool.close());

  const user = async (args: string[], ...rest: Answer[][]) =>
    atTerminal([...args, '--local'], rest[0], pool.environment);
  const codeOf = (secret: string) => () => pool.nextCode(secret);
  const codeShown = (printed: string) => pool.nextCode(secretIn(printed)?.groups?.['secret'] ?? '');

  it('asks for what it needs, and prints claims but no token', async () => {
    const { exitCode, stdout, stderr } = await user(
      ['sign-in', ALICE],
      [
        ['Password for alice', ALICE_PASSWORD],
        ['Code from the authenticator app', codeOf(ALICE_SECRET)],
      ],
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^alice@example\.com is signed in to eu-central-1_localpool\.\n/u);
    expect(stdout).toMatch(/\n {2}cognito:groups +\["admins","users"\]\n/u);
    expect(stdout).not.toContain('eyJ');
    expect(stderr).not.toContain(ALICE_PASSWORD);
  });

  it('prints tokens when asked to', async () => {
    const { stdout } = await user(
      ['sign-in', ALICE, '--show-tokens', '--json'],
      [
        ['Password for alice', ALICE_PASSWORD],
        ['Code from the authenticator app', codeOf(ALICE_SECRET)],
      ],
    );
    const { tokens }: { tokens: Record<string, string> } = JSON.parse(stdout);
    expect(Object.keys(tokens)).toEqual(['idToken', 'accessToken', 'refreshToken']);
    expect(tokens['idToken']).toMatch(/^eyJ/u);
  });

  it('lets a mistyped code be typed again', async () => {
    const { exitCode, unanswered } = await user(
      ['sign-in', ALICE],
      [
        ['Password for alice', ALICE_PASSWORD],
        ['Code from the authenticator app', '12345'],
        ['Code from the authenticator app', codeOf(ALICE_SECRET)],
      ],
    );
    expect({ exitCode, unanswered }).toEqual({ exitCode: 0, unanswered: [] });
  });

  it('leads who was given a temporary password to an authenticator app', async () => {
    const created = await user(
      ['create', DAVE, '--temporary'],
      [
        ['Password for dave', 'Temporary-1'],
        ['once more', 'Temporary-1'],
      ],
    );
    expect(created.stdout).toContain('The password has to be replaced at the first sign-in.');
    const enrolled = await user(
      ['enrol', DAVE],
      [
        ['Password for dave', 'Temporary-1'],
        ['New password for dave', DAVE_PASSWORD],
        ['New password for dave@example.com, once more', DAVE_PASSWORD],
        ['Code from the authenticator app', codeShown],
      ],
    );
    expect(enrolled.exitCode).toBe(0);
    expect(enrolled.stdout).toContain('▄▄▄▄▄▄▄'); // a corner of the QR code
    expect(enrolled.stdout).toContain(`${DAVE} has an authenticator app.`);
    const secret = secretIn(enrolled.stdout)?.groups?.['secret'] ?? '';
    const signedIn = await user(
      ['sign-in', DAVE],
      [
        ['Password for dave', DAVE_PASSWORD],
        ['Code from the authenticator app', codeOf(secret)],
      ],
    );
    expect(signedIn.exitCode).toBe(0);
  });

  it('replaces an authenticator app only when told to', async () => {
    const first: Answer[] = [['Password for alice', ALICE_PASSWORD]];
    const refused = await user(['enrol', ALICE], first);
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(
        'alice@example.com has an authenticator app already. To enrol another in its place: npm run user -- enrol alice@example.com --replace --local\n',
      ),
    });
    const replaced = await user(
      ['enrol', ALICE, '--replace'],
      [
        ...first,
        ['Code from the authenticator app', codeOf(ALICE_SECRET)],
        ['Code from the authenticator app', codeShown],
      ],
    );
    expect(replaced.exitCode).toBe(0);
    const secret = secretIn(replaced.stdout)?.groups?.['secret'] ?? '';
    const code = (which: string) => user(['sign-in', ALICE], [...first, ['Code', codeOf(which)]]);
    expect((await code(secret)).exitCode).toBe(0);
  });

  it('deletes nobody without a yes', async () => {
    const no = await user(['delete', ALICE], [['Delete alice@example.com from', 'n']]);
    expect(no).toMatchObject({ exitCode: 1, stdout: '' });
    expect(no.stderr).toMatch(/Nobody was deleted\.\n$/u);
    const yes = await user(['delete', ALICE], [['Delete alice@example.com from', 'y']]);
    expect(yes).toMatchObject({ exitCode: 0, stdout: 'alice@example.com is deleted.\n' });
  });

  it('has Cognito invite somebody', async () => {
    const { stdout } = await user(['create', DAVE, '--invite', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ email: DAVE, status: 'FORCE_CHANGE_PASSWORD' });
    expect(pool.mails).toEqual([expect.stringContaining(DAVE)]);
  });
});

describe('the app client', () => {
  const flows = (...authFlows: string[]) => ({ client: { ...client, authFlows } });

  it.each([
    ['by SRP alone', flows('ALLOW_USER_SRP_AUTH')],
    ['by password alone', flows('ALLOW_USER_PASSWORD_AUTH')],
    ['without a secret', { client: { ...client, secret: '' } }],
    ['with a secret that only Cognito knows', { client: { ...client, secret: 'another-secret' } }],
  ])('signs people in %s', async (_how, settings) => {
    const pool = await startPool(settings);
    const { exitCode, stdout } = await atTerminal(
      ['sign-in', ALICE, ...pool.options],
      [
        ['Password for alice', ALICE_PASSWORD],
        ['Code from the authenticator app', () => pool.nextCode(ALICE_SECRET)],
      ],
    );
    expect(stdout).toContain('alice@example.com is signed in');
    expect(exitCode).toBe(0);
    await pool.close();
  });

  it('that allows no way in is told', async () => {
    const pool = await startPool(flows());
    const { exitCode, stderr } = await atTerminal(
      ['sign-in', ALICE, ...pool.options],
      [['Password for alice', ALICE_PASSWORD]],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /Cognito does not accept this: .*flow not enabled for this client\.\n$/u,
    );
    await pool.close();
  });
});

it('enrols an app where the pool leaves it to people', async () => {
  const pool = await startPool({ mfa: 'OPTIONAL' });
  const user = async (args: string[], answers: Answer[]) =>
    atTerminal([...args, '--local'], answers, pool.environment);
  await user(['create', DAVE, '--password', DAVE_PASSWORD], []);
  const password: Answer = ['Password for dave', DAVE_PASSWORD];
  expect((await user(['sign-in', DAVE], [password])).exitCode).toBe(0);
  const enrolled = await user(
    ['enrol', DAVE],
    [
      password,
      [
        'Code from the authenticator app',
        (printed) => pool.nextCode(secretIn(printed)?.groups?.['secret'] ?? ''),
      ],
    ],
  );
  expect(enrolled.exitCode).toBe(0);
  const wrong: Answer = ['Code from the authenticator app', '1'];
  const next = await user(['sign-in', DAVE], [password, wrong, wrong, wrong]);
  expect(next).toMatchObject({ exitCode: 1, unanswered: [] });
  await pool.close();
});
