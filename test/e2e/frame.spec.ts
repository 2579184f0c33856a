import { z } from 'zod';
import { readVersion } from '../../src/config/version.js';
import { brand } from '../../views/brand.js';
import { letPass, realTime } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import type { Answer, TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

type Visit = (browser: TestBrowser) => Promise<Answer>;

const signedOut: [name: string, visit: Visit][] = [
  ['home', (browser) => browser.navigate('/')],
  ['a page that isn’t there', (browser) => browser.navigate('/missing')],
  ['a refused login', (browser) => browser.navigate('/auth/callback?error=access_denied')],
];
const signedIn: [name: string, visit: Visit][] = [
  ['home', (browser) => browser.signIn('/')],
  ['the API’s answer', (browser) => browser.signIn('/example')],
  ['the profile', (browser) => browser.signIn('/account')],
  ['the sessions', (browser) => browser.signIn('/account/sessions')],
  ['a page that isn’t there', (browser) => browser.signIn('/missing')],
];

/** As HTML has it. */
const NAME = brand.name.replaceAll('&', '&amp;');

describe('the frame of every page', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    browser = world.browser();
    world.provider.person = alice;
  });
  afterEach(realTime);

  it.each(signedOut)(
    'names the product, its mark and its version, signed out: %s',
    async (_name, visit) => {
      const { body } = await visit(browser);
      expect(body).toContain(` · ${NAME}</title>`);
      expect(body).toContain(`${NAME} ${readVersion()}`);
      const [, mark = ''] = /<link rel="icon" href="([^"]+)"/.exec(body) ?? [];
      const { status, headers } = await browser.fetch(mark);
      expect([status, headers['content-type']]).toEqual([
        200,
        expect.stringContaining('image/svg+xml'),
      ]);
      expect(body).not.toContain('user-menu');
    },
  );

  it.each(signedIn)('has the menu of who is signed in: %s', async (_name, visit) => {
    const { body } = await visit(browser);
    expect(menuIn(body)).toContain(alice.email);
    expect(menuIn(body)).toContain('hx-post="/auth/logout"');
  });

  it.each(signedIn)('leads to the account, and to where one is: %s', async (_name, visit) => {
    const { url, body } = await visit(browser);
    for (const href of ['/account', '/account/sessions']) {
      expect(menuIn(body)).toContain(`href="${href}"`);
    }
    const marked = [...body.matchAll(/<a href="([^"]+)" aria-current="page">/g)].map(
      ([, href]) => href,
    );
    const isAccount = url.pathname.startsWith('/account');
    const isListed = isAccount || url.pathname === '/';
    expect(marked).toEqual(
      isListed ? [isAccount ? '/account' : '/', ...(isAccount ? [url.pathname] : [])] : [],
    );
  });

  it('says who one is, on the home page of the account', async () => {
    const { body } = await browser.signIn('/account');
    const text = textOf(body);
    for (const known of [alice.email, alice.username, ...alice.groups]) {
      expect(text).toContain(known);
    }
    world.provider.person = { ...alice, email: '', username: alice.sub, groups: [] };
    const nameless = textOf((await world.browser().signIn('/account')).body);
    expect(nameless).toContain('You are in none');
    expect(nameless).not.toContain(alice.sub);
    expect(nameless).not.toContain('E-mail');
  });

  it('calls nobody by a number', async () => {
    world.provider.person = { ...alice, email: '', username: alice.sub };
    const { body } = await browser.signIn('/');
    expect(textOf(body)).not.toContain(alice.sub);
    expect(body).toMatch(/id="signed-in-user"[^>]*>Your account</);
  });

  it.each([...signedOut, ...signedIn])(
    'leads nowhere that isn’t there: %s',
    async (_name, visit) => {
      const { body } = await visit(browser);
      const targets = [...body.matchAll(/\s(?:href|action|hx-get)="(\/[^"]*)"/g)].map(
        ([, target = '']) => target,
      );
      expect(targets).toContain('/');
      for (const target of new Set(targets)) {
        const path = target.replace(/#.*/, '');
        const { status } = await (path === '/auth/logout'
          ? world.browser().submit(path, {}, { follow: false })
          : browser.navigate(path, { follow: false }));
        expect([target, status]).toEqual([target, expect.any(Number)]);
        expect([target, status]).not.toEqual([target, 404]);
      }
    },
  );

  it('tells where one is of this session, and how long it lasts', async () => {
    await browser.signIn('/');
    const { body } = await browser.navigate('/', {
      headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/2010 Firefox/145.0' },
    });
    const text = textOf(body);
    expect(text).toContain('Firefox on Windows');
    expect(text).toContain(browser.address);
    expect(text).toContain('just now');
    expect(text).toContain('in 8 hours, or once it is unused for 30 minutes');
    expect(body).toMatch(/<time dateTime="[^"]+" title="\d+ \w+ \d{4}, \d\d:\d\d UTC">/i);
  });

  it('shows what a browser says of itself as words, never as it was sent', async () => {
    await browser.signIn('/');
    const attack = '<script>alert(1)</script>';
    const { body } = await browser.navigate('/', { headers: { 'user-agent': attack } });
    expect(body).toContain('Unknown browser');
    expect(body).not.toContain('alert(1)');
  });

  // What the page does for who stays: the smallest request that is a use of the session.
  it('is stayed in by a HEAD that no front end of one’s own answers', async () => {
    const idleEnd = async () =>
      z
        .object({ idleExpiresAt: z.iso.datetime() })
        .parse((await browser.fetch('/auth/session')).json()).idleExpiresAt;
    await browser.signIn('/');
    const before = await idleEnd();
    letPass(10 * 60_000);
    const { status, body } = await browser.fetch('/health/live', { method: 'HEAD' });
    const after = await idleEnd();
    expect([status, body]).toEqual([200, '']);
    expect(Date.parse(after) - Date.parse(before)).toBeGreaterThanOrEqual(10 * 60_000 - 1);
  });
});

const menuIn = (body: string) => /<details class="menu user-menu"[^]*?<\/details>/.exec(body)?.[0];

/** What a person sees. */
const textOf = (body: string) =>
  body
    .replaceAll(/<(template|details)[^]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(' ,', ',');
