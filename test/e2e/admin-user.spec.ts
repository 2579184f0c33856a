import * as fc from 'fast-check';
import { RequestFailed } from '../../src/http/failures/failure.js';
import { SESSION_ENGINE } from '../../src/session/engine.js';
import { Administration, htmxPost, textOf } from '../support/administration.js';
import { failNext } from '../support/held-engine.js';
import type { TestBrowser } from '../support/test-browser.js';

const ADMIN = 'alice@example.com';
const BOB = 'bob@example.com';
const LAST = 'this is the last enabled administrator';

const pathOf = ({ username }: { username: string }) => `/admin/users/${username}`;
const statusOf = async (browser: TestBrowser) => (await browser.fetch('/auth/session')).status;

describe('one user, by an administrator', () => {
  let administration: Administration;
  let browser: TestBrowser;
  let bob: Awaited<ReturnType<Administration['userOf']>>;

  beforeEach(async () => {
    administration = await Administration.start();
    bob = await administration.userOf(BOB);
    browser = await administration.signIn(ADMIN);
    administration.world.events.length = 0;
  });
  afterEach(() => administration.stop());

  const { send, open, changes } = {
    send: (fields: Record<string, string>, user = bob) => browser.submit(pathOf(user), fields),
    open: async (query = '', user = bob) => browser.click(pathOf(user) + query),
    changes: () => administration.world.eventsNamed('admin.changed'),
  };
  const now = () => administration.userOf(BOB);
  const admin = () => administration.userOf(ADMIN);

  it('is shown as they are: how they stand, their factor, groups and live sessions', async () => {
    const headers = {
      'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0',
    };
    const { world } = administration;
    world.provider.person = { ...bob, email: BOB };
    const phone = world.browser();
    for (let at: string | undefined = '/auth/login'; at !== undefined;) {
      const { location } = await phone.click(at, { headers, follow: false });
      at = location?.href;
    }
    const text = textOf((await open()).body);
    for (const words of [
      BOB,
      'Active',
      'Authenticator app',
      'users Remove',
      'Firefox on Windows',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toContain(`${phone.address} just now just now`);
    await phone.fetch('/auth/logout', { method: 'POST' });
    expect(textOf((await open()).body)).toContain('Signed in nowhere');
  });

  it('has one address, to which the others lead', async () => {
    for (const name of [BOB, 'BOB@example.com', bob.username.toUpperCase()]) {
      const { before, url } = await browser.click(`/admin/users/${encodeURIComponent(name)}`);
      expect(before.map(({ status }) => status)).toEqual([302]);
      expect(url.pathname).toBe(pathOf(bob));
      // Nor is anything changed by another: an address is somebody else's once it has moved on.
      const { status } = await browser.submit(`/admin/users/${name}`, { do: 'disable' });
      expect(status).toBe(404);
    }
    expect((await now()).enabled).toBe(true);
  });

  it('is disabled, which ends their sessions everywhere, and enabled again', async () => {
    const [here, there] = [await administration.signIn(BOB), await administration.signIn(BOB)];
    const question = await open('?do=disable');
    expect(textOf(question.body)).toContain(`Disable ${BOB}? They are signed out everywhere`);
    const { before, body } = await send({ do: 'disable' });
    expect(before.map(({ status }) => status)).toEqual([303]);
    expect(textOf(body)).toContain('This user is disabled');
    expect((await now()).enabled).toBe(false);
    expect(await Promise.all([here, there, browser].map(statusOf))).toEqual([401, 401, 200]);
    const by = (await administration.userOf(ADMIN)).sub;
    const about = { name: 'admin.changed', by, sub: bob.sub };
    expect(changes()).toEqual([{ ...about, change: 'disable' }]);
    const ended = administration.world.eventsNamed('session.ended');
    expect(ended.map(({ sub, reason }) => [sub, reason])).toEqual([
      [bob.sub, 'ended_by_admin'],
      [bob.sub, 'ended_by_admin'],
    ]);

    expect(textOf((await open()).body)).not.toContain('This user is disabled'); // said once
    await send({ do: 'enable' });
    expect((await now()).enabled).toBe(true);
    expect(changes().at(-1)).toEqual({ ...about, change: 'enable' });
  });

  it('gets a code for a new password, and is signed out', async () => {
    const there = await administration.signIn(BOB);
    await send({ do: 'reset-password' });
    expect((await now()).status).toBe('RESET_REQUIRED');
    expect(administration.users.mails.at(-1)).toMatch(/^mail to bob@example\.com: code \d{6}$/);
    expect(await statusOf(there)).toBe(401);
  });

  it('loses the authenticator that they have lost, and is signed out', async () => {
    const there = await administration.signIn(BOB);
    expect((await open()).body).toContain('do=reset-authenticator');
    await send({ do: 'reset-authenticator' });
    expect((await now()).factors).toEqual([]);
    expect(await statusOf(there)).toBe(401);
    expect((await open()).body).not.toContain('do=reset-authenticator');
  });

  it('is invited once more, where they haven’t come yet', async () => {
    const carol = { ...bob, ...(await administration.create('carol@example.com')) };
    const page = await open('', carol);
    expect(page.body).toContain('do=invite-again');
    expect(page.body).not.toContain('do=reset-password');
    const { body } = await send({ do: 'invite-again' }, carol);
    expect(textOf(body)).toContain('The invitation is on its way');
    expect(administration.users.mails.filter((mail) => mail.includes('carol@'))).toHaveLength(2);
  });

  it('joins a group and leaves it, which signs them out', async () => {
    const there = await administration.signIn(BOB);
    const joined = await send({ do: 'join', group: 'admins' });
    expect(textOf(joined.body)).toContain('The group is added');
    expect((await now()).groups).toEqual(['admins', 'users']);
    expect(await statusOf(there)).toBe(200);
    expect(textOf((await open('?do=leave&group=admins')).body)).toContain('out of admins?');
    const left = await send({ do: 'leave', group: 'admins' });
    expect(textOf(left.body)).toContain('The group is removed');
    expect((await now()).groups).toEqual(['users']);
    expect(await statusOf(there)).toBe(401);
    expect(changes().map(({ change, group }) => [change, group])).toEqual([
      ['join', 'admins'],
      ['leave', 'admins'],
    ]);
  });

  it('is signed out everywhere, at Cognito too', async () => {
    const there = await administration.signIn(BOB);
    const { body } = await send({ do: 'sign-out' });
    expect(textOf(body)).toContain('All sessions have ended');
    expect(await Promise.all([there, browser].map(statusOf))).toEqual([401, 200]);
    expect(changes()).toMatchObject([{ change: 'sign-out' }]);
  });

  it('who was an administrator is none from the next request on', async () => {
    await send({ do: 'join', group: 'admins' });
    const other = await administration.signIn(BOB);
    expect((await other.click('/admin')).status).toBe(200);
    await send({ do: 'leave', group: 'admins' });
    expect((await other.fetch('/admin')).status).toBe(401);
    const again = await administration.signIn(BOB);
    expect((await again.click('/admin')).status).toBe(403);
  });

  it('is asked about and changed in place by htmx', async () => {
    const dialog = await browser.htmx(`${pathOf(bob)}?do=disable`, { page: pathOf(bob) });
    expect(dialog.body).not.toContain('<html');
    expect(dialog.body).toContain('id="dialog-title"');
    const { status, headers } = await htmxPost(browser, pathOf(bob), { do: 'disable' });
    expect([status, headers['hx-redirect']]).toEqual([200, pathOf(bob)]);
    expect(textOf((await open()).body)).toContain('This user is disabled');
  });

  describe('the last administrator', () => {
    it.each<Record<string, string>>([{ do: 'disable' }, { do: 'leave', group: 'admins' }])(
      'stays one, by themself too: %j',
      async (fields) => {
        const alice = await admin();
        const page = await send(fields, alice);
        const part = await htmxPost(browser, pathOf(alice), fields);
        for (const { status, body } of [page, part]) {
          expect(status).toBe(422);
          expect(body).toContain(LAST);
        }
        expect(part.body.startsWith('<form')).toBe(true);
        expect(await admin()).toMatchObject({ enabled: true, groups: ['admins', 'users'] });
        expect(await statusOf(browser)).toBe(200);
        expect(administration.world.eventsNamed('admin.change_refused')).toMatchObject([
          { sub: alice.sub, change: fields['do'], reason: 'last_admin' },
          { sub: alice.sub, change: fields['do'], reason: 'last_admin' },
        ]);
        expect(changes()).toEqual([]);
      },
    );

    it('is the last though another one is there who is disabled', async () => {
      await send({ do: 'join', group: 'admins' });
      await send({ do: 'disable' });
      expect((await send({ do: 'disable' }, await admin())).body).toContain(LAST);
      await send({ do: 'enable' });
      const { url, body } = await send({ do: 'disable' }, await admin());
      expect(url.pathname).toBe('/'); // signed out by it, and not asked to sign in where one can't
      expect(body).toContain('Sign in');
      expect((await admin()).enabled).toBe(false);
    });

    it('may leave other groups, reset what is theirs, and end their own sessions', async () => {
      expect((await send({ do: 'leave', group: 'users' }, await admin())).url.pathname).toBe('/');
      expect((await admin()).groups).toEqual(['admins']);
      browser = await administration.signIn(ADMIN);
      expect((await send({ do: 'sign-out' }, await admin())).url.pathname).toBe('/');
      expect(await statusOf(browser)).toBe(401);
    });

    it.each([
      ['take each other out', { do: 'leave', group: 'admins' }],
      ['disable each other', { do: 'disable' }],
    ])('is left when all at once %s', async (_name, fields) => {
      const others = await Promise.all(
        ['carol', 'dave', 'erin'].map((name) =>
          administration.create(`${name}@example.com`, 'admins', 'users'),
        ),
      );
      const all = [await admin(), ...others];
      const browsers: TestBrowser[] = [];
      for (const { email = '' } of all) browsers.push(await administration.signIn(email));
      const wishes = browsers.flatMap((each) =>
        all.map(async (user) => each.submit(pathOf(user), fields, { follow: false })),
      );
      const statuses = (await Promise.all(wishes)).map(({ status }) => status);
      expect(new Set([...statuses, 303, 302, 422, 403])).toEqual(new Set([303, 302, 422, 403]));
      expect(await administration.users.admins()).toHaveLength(1);
    });
  });

  it('isn’t changed by a page of another site', async () => {
    for (const from of ['https://evil.example', 'http://localhost:1']) {
      const { status } = await browser.submit(pathOf(bob), { do: 'disable' }, { from });
      expect([401, 403]).toContain(status);
    }
    expect((await now()).enabled).toBe(true);
  });

  it('whose sessions can’t be ended is changed all the same, and the page says so', async () => {
    const there = await administration.signIn(BOB);
    const outage = new RequestFailed('session_store_unavailable');
    failNext(administration.world.app.get(SESSION_ENGINE), 'end', outage);
    const { body } = await send({ do: 'disable' });
    expect(textOf(body)).toContain('not all sessions could be ended');
    expect((await now()).enabled).toBe(false);
    expect(changes()).toMatchObject([{ change: 'disable' }]);
    expect(await statusOf(there)).toBe(200);

    failNext(administration.world.app.get(SESSION_ENGINE), 'end', outage);
    const again = await send({ do: 'sign-out' });
    expect([again.status, again.body.includes('Some sessions may not have ended')]).toEqual([
      422,
      true,
    ]);
    await send({ do: 'sign-out' });
    expect(await statusOf(there)).toBe(401);
  });
});

describe('a user, asked for oddly', () => {
  let administration: Administration;
  let browser: TestBrowser;
  let bob: Awaited<ReturnType<Administration['userOf']>>;

  beforeAll(async () => {
    administration = await Administration.start();
    bob = await administration.userOf(BOB);
    browser = await administration.signIn(ADMIN);
  });
  afterAll(() => administration.stop());

  const { send, changes } = {
    send: (fields: Record<string, string>) => browser.submit(pathOf(bob), fields),
    changes: () => administration.world.eventsNamed('admin.changed'),
  };
  const now = () => administration.userOf(BOB);

  it.each([
    ['nothing', {}],
    ['an unknown wish', { do: 'delete' }],
    ['a wish of a question', { do: 'invite' }],
    ['a name of the prototype', { do: 'constructor' }],
    ['no group', { do: 'join' }],
    ['no group to leave', { do: 'leave' }],
    ['a group longer than any', { do: 'join', group: 'x'.repeat(129) }],
  ])('is changed by no form with %s', async (_name, fields) => {
    expect((await send(fields)).status).toBe(400);
    expect(changes()).toEqual([]);
  });

  it.each([
    ['none', '', 'Choose a group'],
    ['one that is gone', 'gone', 'This group was deleted meanwhile'],
    ['one that can’t be', 'a b', 'This group was deleted meanwhile'],
    ['one with marks', '"<b>', 'This group was deleted meanwhile'],
  ])('isn’t put into a group: %s', async (_name, group, message) => {
    const page = await send({ do: 'join', group });
    const part = await htmxPost(browser, pathOf(bob), { do: 'join', group });
    for (const { status, body } of [page, part]) {
      expect(status).toBe(422);
      expect(body).toMatch(new RegExp(`id="group-error"><span[^>]*></span>${message}`));
      expect(body).not.toContain('<b>');
    }
    expect((await now()).groups).toEqual(['users']);
  });

  describe('whom nobody knows', () => {
    const names: [name: string, path: string][] = [
      ['nobody', 'nobody'],
      ['an address', 'nobody@example.com'],
      ['an id', '5d1f4e0a-0000-4000-8000-000000000bad'],
      ['dots', '..'],
      ['dots, escaped', '%2e%2e'],
      ['a path', '..%2f..%2fetc%2fpasswd'],
      ['a slash', 'a%2Fb'],
      ['a backslash', 'a%5Cb'],
      ['quotes', '%22%27%60'],
      ['a tag', '%3Cscript%3Ealert(1)%3C%2Fscript%3E'],
      ['blanks', 'a%20b'],
      ['a line break', 'a%0d%0aSet-Cookie:%20x=y'],
      ['a zero byte', 'a%00b'],
      ['no letters', '%E2%80%8B'],
      ['other letters', '%E6%9D%8E'],
      ['a star', '*'],
      ['a name of the prototype', '__proto__'],
      ['a long name', 'x'.repeat(5_000)],
      ['twice escaped', '%2561lice%2540example.com'],
    ];
    it.each(names)('isn’t found, and nothing happens: %s', async (_name, name) => {
      const path = `/admin/users/${name}`;
      const headers = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' };
      const cookie = `session=${browser.cookie('session')}`;
      const page = await browser.program(path, { headers: { ...headers, cookie } });
      expect(page.status).toBe(404);
      expect(page.body).not.toContain('<script>alert');
      expect(page.headers).not.toHaveProperty('set-cookie');
      const { status } = await browser.program(path, {
        method: 'POST',
        headers: { ...headers, cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: 'do=disable',
      });
      expect(status).toBe(404);
    });

    it('isn’t found by any text', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
          async (text) => {
            const name = encodeURIComponent(text.toWellFormed());
            const { status } = await browser.fetch(`/admin/users/x${name}`);
            expect(status).toBe(404);
          },
        ),
        { numRuns: 100 },
      );
    });

    it('is said to be gone, with the way to the others', async () => {
      const { body } = await browser.click('/admin/users/nobody');
      expect(body).toContain('They may have been deleted meanwhile');
    });
  });
});
