import { randomBytes } from 'node:crypto';
import { letPass, realTime } from '../support/clock.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

describe('the session cookie over plain http on localhost', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    browser = world.browser();
  });
  afterEach(realTime);

  const isSignedIn = async (visitor = browser) =>
    (await visitor.fetch('/auth/session')).status === 200;

  it('is HttpOnly, Lax, for the whole origin and for no other host', async () => {
    await browser.signIn();
    expect(browser.cookies.named('session')).toMatchObject({
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
    });
    expect(browser.cookies.named('session')).not.toHaveProperty('secure');
    expect(browser.cookies.named('session')).not.toHaveProperty('domain');
  });

  it('holds an opaque id and nothing that knows the person', async () => {
    await browser.signIn();
    const value = decodeURIComponent(browser.cookie('session') ?? '');
    expect(value.length).toBeLessThan(200);
    const readable = value
      .split('.')
      .map((part) => Buffer.from(part.replace(/^s:/, ''), 'base64').toString('latin1'))
      .join('\n');
    expect(readable).not.toMatch(/alice|example\.com|5d1f4e0a/);
  });

  it('is not for strangers: nothing that they open sets one', async () => {
    const targets = ['/', '/example', '/missing', '/auth/session', '/api/hello', '/health/live'];
    for (const target of targets) {
      const navigated = await browser.navigate(target, { follow: false });
      const fetched = await browser.fetch(target);
      expect([target, navigated.setCookies, fetched.setCookies]).toEqual([target, [], []]);
    }
  });

  it('lets people arrive signed in from a link in a mail, as Lax does', async () => {
    await browser.signIn();
    const { body } = await browser.navigate('/', { from: 'https://mail.example' });
    expect(body).toContain('signed-in-user');
  });

  const forgeries: [name: string, (value: string) => string][] = [
    ['an empty one', () => ''],
    ['a word', () => 'x'],
    ['an id without its signature', (value) => value.split('.')[0] ?? ''],
    ['an id with another signature', (value) => `${value.split('.')[0]}.${'A'.repeat(43)}`],
    ['another id with the signature', (value) => value.replace(/(?<=s%3A)./, otherThan)],
    ['an id of one’s own', () => `s%3A${randomBytes(32).toString('base64url')}.x`],
    ['a broken escape', () => 's%3A%E0%A4%A'],
    ['a broken escape alone', () => '%'],
    ['JSON', () => 'j%3A%7B%22user%22%3A1%7D'],
    ['quotes', () => '"s:x.y"'],
    ['a name that every object has', () => '__proto__'],
    ['8 kB of it', () => 'A'.repeat(8000)],
  ];
  it.each(forgeries)('counts as none where it is %s', async (_name, forge) => {
    const owner = world.browser();
    await owner.signIn();
    const value = forge(owner.cookie('session') ?? '');
    const headers = { cookie: `session=${value}`, 'x-csrf': '1' };

    const page = await browser.navigate('/', { headers });
    expect([page.status, page.body.includes('Sign in')]).toEqual([200, true]);
    expect((await browser.program('/auth/session', { headers })).status).toBe(401);
    expect((await browser.program('/api/hello', { headers })).status).toBe(401);
  });

  it.each([
    ['no name', '=x'],
    ['no value', 'session'],
    ['separators only', ';;; ; ='],
    ['bytes that are no text', 'session=\u00ff\u00fe; \u00ff=1'],
    ['a name that every object has', '__proto__=1; constructor=2; session=3'],
    ['five hundred others', Array.from({ length: 500 }, (_, index) => `c${index}=1`).join('; ')],
    ['attempts that nobody made', 'login-=; login-x=y; login-__proto__=z'],
  ])('a Cookie header with %s signs nobody in and breaks nothing', async (_name, cookie) => {
    const page = await browser.navigate('/', { headers: { cookie } });
    expect([page.status, page.body.includes('Sign in')]).toEqual([200, true]);
    const login = await browser.navigate('/auth/login', { headers: { cookie }, follow: false });
    expect(login.location?.origin).toBe(world.provider.origin);
    const callback = '/auth/callback?code=x&state=y';
    const { status } = await browser.navigate(callback, { headers: { cookie }, follow: false });
    expect([302, 303, 400]).toContain(status);
  });

  it('is still found where somebody plants another of its name', async () => {
    await browser.signIn();
    const cookie = `x=1; session=${browser.cookie('session')}; session=planted`;
    const other = world.browser();
    expect((await other.program('/auth/session', { headers: { cookie } })).status).toBe(200);
  });

  it('dies unused after half an hour', async () => {
    await browser.signIn();
    letPass(29 * 60_000);
    expect((await browser.navigate('/example')).status).toBe(200);
    letPass(29 * 60_000);
    expect((await browser.navigate('/example')).status).toBe(200);
    letPass(31 * 60_000);
    expect(await isSignedIn()).toBe(false);
  });

  it('is not kept alive by a page that asks whether it lives', async () => {
    await browser.signIn();
    letPass(20 * 60_000);
    expect(await isSignedIn()).toBe(true);
    letPass(11 * 60_000);
    expect(await isSignedIn()).toBe(false);
  });

  it('dies after eight hours, however busy', async () => {
    await browser.signIn();
    const kept = browser.cookie('session');
    for (let minutes = 0; minutes < 8 * 60; minutes += 20) {
      expect((await browser.navigate('/example')).status).toBe(200);
      letPass(20 * 60_000);
    }
    const headers = { cookie: `session=${kept}` };
    expect((await browser.program('/auth/session', { headers })).status).toBe(401);
  });
});

describe('the session cookie behind TLS', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ PUBLIC_URL: 'https://app.example' });
  });
  afterAll(() => world.stop());

  it('is a Secure __Host- cookie, and so are the attempts Secure', async () => {
    const browser = world.browser();
    const { setCookies } = await browser.click('/auth/login', { follow: false });
    expect(setCookies).toHaveLength(1);
    expect(setCookies[0]).toMatch(/; Secure/);

    await browser.signIn();
    expect(browser.cookie('session')).toBeUndefined();
    expect(browser.cookies.named('__Host-session')).toMatchObject({
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'lax',
    });
    expect(browser.cookies.named('__Host-session')).not.toHaveProperty('domain');
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });

  it('is taken back with the attributes that it was given with', async () => {
    const browser = world.browser();
    await browser.signIn();
    await browser.submit('/auth/logout', {}, { follow: false });
    expect(browser.sessionCookie()).toBeUndefined();
  });

  it('is not mistaken for a cookie without the prefix', async () => {
    const browser = world.browser();
    await browser.signIn();
    const cookie = `session=${browser.cookie('__Host-session')}`;
    const { status } = await world.browser().program('/auth/session', { headers: { cookie } });
    expect(status).toBe(401);
  });
});

const otherThan = (character: string) => (character === 'A' ? 'B' : 'A');
