import { Fleet } from '../support/fleet.js';
import { LocalUsers } from '../support/local-users.js';
import type { TestBrowser } from '../support/test-browser.js';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';

describe('administration at two processes over one store', () => {
  let fleet: Fleet;
  let users: LocalUsers;

  beforeEach(async () => {
    users = await LocalUsers.start();
    fleet = await Fleet.start(2, users.environment);
  });
  afterEach(async () => {
    await fleet.stop();
    await users.stop();
  });

  const signIn = async (name: string, process: number): Promise<TestBrowser> => {
    fleet.provider.person = await users.account(name);
    const browser = fleet.browser(process);
    await browser.signIn();
    return browser;
  };
  const pathOf = async (name: string) => `/admin/users/${(await users.named(name)).username}`;

  it('ends the sessions at both with their next request', async () => {
    const theirs = [await signIn(BOB, 0), await signIn(BOB, 1)];
    const admin = await signIn(ALICE, 0);
    const path = await pathOf(BOB);
    expect((await admin.navigate(path)).body.match(/Unknown browser/g)).toHaveLength(2);
    await admin.submit(path, { do: 'sign-out' });
    const statuses = await Promise.all(theirs.map((browser) => browser.fetch('/account/sessions')));
    expect(statuses.map(({ status }) => status)).toEqual([401, 401]);
    expect(fleet.eventsNamed('session.ended')).toHaveLength(2);
  });

  it.each([{ do: 'disable' }, { do: 'leave', group: 'admins' }] as Record<string, string>[])(
    'leaves an administrator though two take each other out at once: %j',
    async (fields) => {
      await users.directory.join(await users.named(BOB), 'admins');
      const [alice, bob] = [await signIn(ALICE, 0), await signIn(BOB, 1)];
      const [pathOfAlice, pathOfBob] = [await pathOf(ALICE), await pathOf(BOB)];
      await Promise.all([
        alice.submit(pathOfBob, fields, { follow: false }),
        bob.submit(pathOfAlice, fields, { follow: false }),
      ]);
      expect(await users.admins()).toHaveLength(1);
      expect(fleet.eventsNamed('admin.changed')).toHaveLength(1);
    },
  );

  it('waits for nobody for ever: a lease that isn’t given back is none after seconds', async () => {
    await fleet.store.command('SET', 'refresh:{admins}', 'somebody who died', 'PX', '2000');
    await users.create('carol@example.com', 'admins');
    const admin = await signIn(ALICE, 0);
    const { status } = await admin.submit(await pathOf('carol@example.com'), { do: 'disable' });
    expect(status).toBe(200);
    expect(await users.admins()).toMatchObject([{ email: ALICE }]);
  });

  it('gives up while others go on with theirs, and changes nothing', async () => {
    await fleet.store.command('SET', 'refresh:{admins}', 'somebody busy', 'PX', '60000');
    await users.create('carol@example.com', 'admins');
    const admin = await signIn(ALICE, 0);
    const { status, body } = await admin.submit(await pathOf('carol@example.com'), {
      do: 'disable',
    });
    expect(status).toBe(422);
    expect(body).toContain('Others are changing who administrates at this moment');
    expect(await users.admins()).toHaveLength(2);
  }, 15_000);
});

describe('administration without AWS credentials', () => {
  it('says that it can’t be had, and the log says what is missing; all else goes on', async () => {
    const fleet = await Fleet.start(1, {
      COGNITO_IDP_ENDPOINT: 'https://localhost:1',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    const admin = fleet.browser();
    await admin.signIn();
    expect((await admin.navigate('/admin')).status).toBe(503);
    expect((await admin.navigate('/account')).status).toBe(200);
    expect(fleet.member(0).product.output).toContain('CredentialsProviderError');
    await fleet.stop();
  });
});
