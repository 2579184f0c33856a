import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { Person } from './person.js';
import { isLocal, openTarget } from './target.js';

const run = promisify(execFile);
function isInstalled(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const describeWithCli = isInstalled() ? describe : describe.skip;

describeWithCli('the AWS CLI (skipped where `aws` is not installed)', () => {
  const opening = openTarget();
  afterAll(async () => (await opening).close());

  const aws = async (operation: string, ...options: string[]) => {
    const target = await opening;
    const where = isLocal ? ['--endpoint-url', target.endpoint] : [];
    // oxlint-disable-next-line node/no-process-env -- where the CLI is, and whom it signs for
    const inherited = process.env;
    const env = isLocal
      ? { ...inherited, AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' }
      : inherited;
    const all = ['cognito-idp', operation, '--region', target.region, '--output', 'json', ...where];
    const { stdout } = await run('aws', [...all, ...options], { env });
    return stdout === '' ? undefined : JSON.parse(stdout);
  };

  it('finds someone, and reads times as times', async () => {
    const target = await opening;
    const person = await new Person(target).create();
    const filter = `email = "${person.email}"`;
    const found = await aws('list-users', '--user-pool-id', target.poolId, '--filter', filter);
    expect(found.Users).toMatchObject([{ Username: person.username, UserStatus: 'CONFIRMED' }]);
    await person.delete();
  });

  it('tells an error by its name', async () => {
    const { poolId } = await opening;
    const nobody = ['--user-pool-id', poolId, '--username', 'nobody@example.com'];
    await expect(aws('admin-get-user', ...nobody)).rejects.toThrow('(UserNotFoundException)');
  });
});
