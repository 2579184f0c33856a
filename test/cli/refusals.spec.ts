import { tmpdir } from 'node:os';
import { userCommand } from './command.js';
import { atTerminal, unattended } from './person.js';
import { ScriptedCognito, type Scripted } from './scripted-cognito.js';

const BOB = 'bob@example.com';

describe('what Cognito refuses', () => {
  let cognito: ScriptedCognito;
  let script: (operation: string, input: Record<string, unknown>) => Scripted;

  beforeEach(async () => {
    cognito = await new ScriptedCognito((...call) => script(...call)).start();
  });
  afterEach(async () => cognito.stop());

  const user = async (args: string[], environment = {}) =>
    unattended([...args, ...cognito.options], environment);

  it.each<[string, Scripted, string]>([
    [
      'a permission',
      { refusal: 'AccessDeniedException', message: 'User: x is not authorized to perform: y' },
      'Your AWS credentials do not allow this: User: x is not authorized to perform: y. Ask for the permission it names.',
    ],
    [
      'a pool',
      { refusal: 'ResourceNotFoundException', message: 'User pool x does not exist.' },
      'Cognito does not find it: User pool x does not exist. Is eu-central-1_localpool the pool, and the client one of its own?',
    ],
    [
      'a filter',
      { refusal: 'InvalidParameterException', message: 'Error while parsing filter.' },
      'Cognito does not accept this: Error while parsing filter.',
    ],
    [
      'for a reason of its own',
      { refusal: 'SomeNewException', message: 'Because.' },
      'Cognito refused (SomeNewException): Because.',
    ],
  ])('is one sentence: %s', async (_what, scripted, sentence) => {
    script = () => scripted;
    expect(await user(['list'])).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: `${sentence}\n`,
    });
    const { stdout, stderr } = await user(['list', '--json']);
    expect(stdout).toBe('');
    const code = 'refusal' in scripted ? scripted.refusal : '';
    expect(JSON.parse(stderr)).toEqual({ error: { code, message: sentence } });
  });

  it('is told from an answer of something that is not Cognito', async () => {
    script = () => ({ status: 404, text: '<html>Not found</html>' });
    const { exitCode, stderr } = await user(['list']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^What answers at http:\S+ does not speak like Cognito\. Check the endpoint\.\n$/u,
    );
  });

  it('does not bring a password to light, wherever that came from', async () => {
    script = (_operation, input) => ({
      refusal: 'InvalidPasswordException',
      message: `Not ${String(input['Password'] ?? input['TemporaryPassword'])}: too short`,
    });
    const hidden = 'The password is not good enough: Not [hidden]: too short.\n';
    const set = await user(['password', BOB], { USER_PASSWORD: 'hunter22' });
    expect(set.stderr).toBe(hidden);
    const created = await user(['create', BOB, '--password', 'hunter22']);
    expect(created.stderr).toBe(hidden);
    const typed = await atTerminal(
      ['password', BOB, ...cognito.options],
      [
        ['Password for bob', 'hunter22'],
        ['once more', 'hunter22'],
      ],
    );
    expect(typed.stderr).toContain(hidden);
    expect(typed.stderr).not.toContain('hunter22');
  });

  it('says when somebody is created, but not in the group', async () => {
    script = (operation) => {
      if (operation === 'ListGroups') return { answer: { Groups: [{ GroupName: 'admins' }] } };
      if (operation !== 'AdminAddUserToGroup') return { answer: {} };
      return { refusal: 'AccessDeniedException', message: 'No' };
    };
    const password = ['--password', 'Correct-Horse-1'];
    const { exitCode, stderr } = await user(['create', BOB, '--group', 'admins', ...password]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^bob@example\.com is created, but not all that was wanted: .*\nYour AWS/u,
    );
  });

  it('creates nobody for a group that is not there', async () => {
    script = () => ({ answer: { Groups: [{ GroupName: 'admins' }, { GroupName: 'users' }] } });
    const { exitCode, stderr } = await user(['create', BOB, '--group', 'admin']);
    expect(exitCode).toBe(1);
    expect(stderr).toBe('eu-central-1_localpool has no group admin. There are: admins, users.\n');
    expect(cognito.operations).toEqual(['ListGroups']);
  });

  it('names a challenge that it cannot answer', async () => {
    script = () => ({ answer: { ChallengeName: 'SMS_MFA', Session: 's' } });
    expect(await user(['sign-in', BOB], { USER_PASSWORD: 'x' })).toMatchObject({
      exitCode: 1,
      stderr: `Cognito asks ${BOB} for SMS_MFA, which this tool cannot answer: use the sign-in page.\n`,
    });
  });

  it('reads a list to its last page', async () => {
    script = (_operation, { PaginationToken: token }) => {
      const page = Number(token ?? 0);
      const next = page < 2 ? { PaginationToken: String(page + 1) } : {};
      const address = { Name: 'email', Value: `user${page}@example.com` };
      return { answer: { Users: [{ Username: `u${page}`, Attributes: [address] }], ...next } };
    };
    const { stdout } = await user(['list']);
    for (const name of ['user0', 'user1', 'user2']) expect(stdout).toContain(`${name}@example.com`);
    expect(cognito.operations).toHaveLength(3);
  });
});

describe('what the tool refuses by itself', () => {
  it.each([
    [
      'an unknown command',
      ['ad'],
      "Unknown command 'ad' (Did you mean add?). See: npm run user -- --help\n",
    ],
    [
      'an unknown option',
      ['list', '--filte', 'x'],
      "Unknown option '--filte' (Did you mean --filter?). See",
    ],
    ['nobody', ['disable', '--local'], "Missing required argument 'email'. See"],
    ['an empty name', ['disable', ' ', '--local'], 'The e-mail address is empty.\n'],
    ['a name for an address', ['create', 'bob', '--local'], 'bob is not an e-mail address.\n'],
    ['no pool', ['list', '--pool', ''], ' is not the id of a user pool'],
    [
      'no client',
      ['sign-in', BOB, '--pool', 'us-east-1_A'],
      'Which app client? Say --client, or set COGNITO_CLIENT_ID.\n',
    ],
    [
      'two ways to choose',
      ['list', '--local', '--outputs', 'x'],
      "Option '--outputs <file>' cannot be used with option '--local'. See",
    ],
    [
      'nobody to ask for a password',
      ['password', BOB, '--local'],
      'There is no terminal to ask on for the password for bob@example.com: set USER_PASSWORD, or use --stdin.\n',
    ],
    [
      'nobody to ask for a yes',
      ['delete', BOB, '--local'],
      'There is no terminal to ask on whether you mean it: say --yes.\n',
    ],
  ])('%s', async (_what, args, said) => {
    const { exitCode, stdout, stderr } = await unattended(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.slice(0, said.length)).toBe(said);
  });

  it.each([
    ['a password too many', ['password', BOB, 'hunter22']],
    ['a password of an option that is misspelt', ['create', BOB, '--pasword=hunter22']],
  ])('%s, which it does not repeat', async (_what, args) => {
    const { exitCode, stderr } = await unattended(args);
    expect(exitCode).toBe(2);
    expect(stderr).not.toContain('hunter22');
  });

  it('no command, and shows its help', async () => {
    const { exitCode, stdout, stderr } = await unattended([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: npm run user --[^]*\nSay which command\.\n$/u);
  });

  it('says in JSON what it refuses, when asked to', async () => {
    const { stderr } = await unattended(['list', '--json', '--nonsense']);
    expect(JSON.parse(stderr)).toEqual({
      error: { code: 'usage', message: "Unknown option '--nonsense'. See: npm run user -- --help" },
    });
  });

  it('a Cognito that is not there', async () => {
    const environment = { LOCAL_COGNITO_PORT: '1' };
    expect(await userCommand(['list', '--local'], { environment })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'Nothing answers at http://localhost:1: is it running? npm start starts the local one.\n',
    });
  });

  it('to call AWS without credentials', async () => {
    // A home without profiles, on a machine that has no role.
    const environment = { HOME: tmpdir(), AWS_EC2_METADATA_DISABLED: 'true' };
    const { exitCode, stderr } = await userCommand(['list', '--pool', 'us-east-1_A'], {
      environment,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^AWS did not get credentials it accepts: sign in \(aws sso login\),/u);
  });
});
