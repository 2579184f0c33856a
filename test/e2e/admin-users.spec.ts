import { DIRECTORY_REFUSALS } from '../../src/cognito/directory-refusals.js';
import { Administration, htmxPost, textOf } from '../support/administration.js';
import type { Answer, TestBrowser } from '../support/test-browser.js';

const PATH = '/admin/users';
const ADMIN = 'alice@example.com';

describe('the list of users', () => {
  let administration: Administration;
  let browser: TestBrowser;

  beforeAll(async () => {
    administration = await Administration.start();
    for (let number = 10; number < 40; number += 1) {
      await administration.create(`member-${number}@example.com`);
    }
    browser = await administration.signIn(ADMIN);
  });
  afterAll(() => administration.stop());

  const search = (text: string) =>
    browser.click(`${PATH}?${new URLSearchParams({ search: text })}`);
  const mailsOf = (email: string) =>
    administration.users.mails.filter((line) => line.includes(email));

  it('is led to by the bar at the top, for administrators alone', async () => {
    expect((await browser.click('/')).body).toContain('href="/admin"');
    const bob = await administration.signIn('bob@example.com');
    expect((await bob.click('/')).body).not.toContain('href="/admin"');
    const overview = await browser.click('/admin');
    expect(overview.body).toContain(`href="${PATH}"`);
    expect(textOf(overview.body)).toContain('Administrators E-mail State alice@example.com Active');
  });

  it('comes in pages, and has the way back to the first', async () => {
    const first = await browser.click(PATH);
    const last = await browser.click(nextOf(first) ?? '');
    const seen = [...usersIn(first), ...usersIn(last)];
    expect(usersIn(first)).toHaveLength(25);
    const all = Array.from({ length: 30 }, (_, index) => `member-${index + 10}@example.com`);
    expect(seen).toEqual(expect.arrayContaining([...all, ADMIN, 'bob@example.com']));
    expect(new Set(seen).size).toBe(seen.length);
    expect([nextOf(last), first.body.includes('First page')]).toEqual([undefined, false]);
    expect(last.body).toMatch(/href="\/admin\/users">\s*First page/);
  });

  it('is searched by the beginning of an address, and the search goes on with its pages', async () => {
    const first = await search('member-');
    expect(usersIn(first)).toHaveLength(25);
    const second = await browser.click(nextOf(first) ?? '');
    expect(usersIn(second)).toHaveLength(5);
    expect(second.body).toContain('value="member-"');
    expect(second.body).toContain('href="/admin/users?search=member-"');
    expect(usersIn(await search('  member-1'))).toHaveLength(10);
  });

  it('is searched by user name and by subject where nobody has such an address', async () => {
    const { username, sub } = await administration.userOf('member-17@example.com');
    for (const text of [username, sub, sub.slice(0, 13)]) {
      expect(usersIn(await search(text))).toEqual(['member-17@example.com']);
    }
  });

  it.each([
    'nobody',
    '"',
    String.raw`\ `,
    String.raw`member-1\"`,
    '" or email ^= "member',
    'x" status = "Enabled',
    '*',
    '%',
    '<script>alert(1)</script>',
    '🦊',
    '\u202Eevil',
  ])('finds nobody for %j, and says so', async (text) => {
    const { status, body } = await search(text);
    expect(status).toBe(200);
    expect(usersIn({ body })).toEqual([]);
    expect(textOf(body)).toContain('Nobody found');
    expect(body).not.toContain('<script>alert');
  });

  it('says what can’t be searched for, and keeps what was typed', async () => {
    const { status, body } = await search('x'.repeat(300));
    expect(status).toBe(422);
    expect(body).toContain(DIRECTORY_REFUSALS.search_not_accepted);
    expect(body).toContain(`value="${'x'.repeat(300)}"`);
  });

  it.each(['made-up', '../..', 'MTAwMDAwMDAwMDAwMDAwMDAwMDAwMA==x', 'ü', '0'.repeat(3000)])(
    'says of a page %j that can’t be had how to go on',
    async (page) => {
      const { status, body } = await browser.click(`${PATH}?${new URLSearchParams({ page })}`);
      expect(status).toBe(422);
      expect(body).toContain('This page of the list can’t be had any more');
      expect(body).toContain(`href="${PATH}">Start from the first page`);
    },
  );

  it.each([
    'search=a&search=b',
    'search[x]=a',
    'page=a&page=b',
    'by=phone_number&search=member-11',
    'do=other',
  ])('takes an address with %s for one without', async (query) => {
    expect((await browser.click(`${PATH}?${query}`)).status).toBe(200);
  });

  it('gets somebody new, who is mailed a password, into a group', async () => {
    const form = await browser.click(`${PATH}?do=invite`);
    expect(form.body).toContain('<option value="users">');
    const email = 'carol@example.com';
    const { before, body } = await browser.submit(PATH, { email: ` ${email} `, group: 'users' });
    expect(before.map(({ status }) => status)).toEqual([303]);
    expect(textOf(body)).toContain('This user is invited');
    const carol = await administration.userOf(email);
    expect(carol).toMatchObject({
      status: 'FORCE_CHANGE_PASSWORD',
      emailVerified: true,
      groups: ['users'],
    });
    expect(mailsOf(email)).toHaveLength(1);
    const by = (await administration.userOf(ADMIN)).sub;
    expect(administration.world.eventsNamed('admin.changed')).toEqual([
      { name: 'admin.changed', by, sub: carol.sub, change: 'invite' },
      { name: 'admin.changed', by, sub: carol.sub, change: 'join', group: 'users' },
    ]);
    expect((await browser.click(`/admin/users/${carol.username}`)).body).not.toContain(
      'is invited',
    );
  });

  it('gets somebody new without scripts or with, in no group too', async () => {
    const { status, headers } = await htmxPost(browser, PATH, {
      email: 'dave@example.com',
      group: '',
    });
    const { username, groups } = await administration.userOf('dave@example.com');
    expect([status, headers['hx-redirect']]).toEqual([200, `/admin/users/${username}`]);
    expect(groups).toEqual([]);
  });

  it('says that somebody was invited whom the group didn’t take', async () => {
    const { body } = await browser.submit(PATH, { email: 'erin@example.com', group: 'gone' });
    expect(textOf(body)).toContain('invited, but in no group yet');
    expect(await administration.userOf('erin@example.com')).toMatchObject({ groups: [] });
  });

  it.each([
    ['nothing', ' ', 'Enter an e-mail address'],
    ['no address', 'carol', DIRECTORY_REFUSALS.email_not_accepted],
    ['two addresses', 'a@example.com b@example.com', DIRECTORY_REFUSALS.email_not_accepted],
    [
      'an address too long',
      `${'x'.repeat(200)}@example.com`,
      DIRECTORY_REFUSALS.email_not_accepted,
    ],
    ['an address of somebody', 'bob@example.com', DIRECTORY_REFUSALS.email_taken],
    ['the same in capitals', 'BOB@example.com', DIRECTORY_REFUSALS.email_taken],
  ])('refuses %s at its field, and keeps what was typed', async (_name, email, message) => {
    const form = { email, group: 'users' };
    const page = await browser.submit(PATH, form);
    const part = await htmxPost(browser, PATH, form);
    for (const { status, body } of [page, part]) {
      expect(status).toBe(422);
      expect(problemAt('email', body)).toBe(message);
      expect(body).toContain(`value="${email}"`);
      expect(body).toMatch(/<option value="users" selected/);
    }
    expect(part.body.startsWith('<form')).toBe(true);
    expect(page.body).toContain('<html');
  });
});

const usersIn = ({ body }: Pick<Answer, 'body'>) =>
  [...body.matchAll(/<a href="\/admin\/users\/[^"]+">([^<]+@[^<]+)<\/a>/g)].map(
    ([, name = '']) => name,
  );

const nextOf = ({ body }: Answer) =>
  /href="([^"]+)" rel="next"/.exec(body)?.[1]?.replaceAll('&amp;', '&');

const problemAt = (field: string, body: string) =>
  new RegExp(`id="${field}-error"><span[^>]*></span>([^<]+)<`).exec(body)?.[1];
