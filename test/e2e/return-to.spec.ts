import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

/** Where a sign-in must not end: on another origin, or at the beginning again. */
const attacks: [name: string, returnTo: string][] = [
  ['another site', 'https://evil.example/'],
  ['another site, scheme left out', '//evil.example'],
  ['three slashes', '///evil.example'],
  ['a backslash for a slash', '/\\evil.example'],
  ['two backslashes', '\\\\evil.example'],
  ['a slash after a backslash', '\\/evil.example'],
  ['a dot that vanishes', '/.//evil.example'],
  ['dots that vanish', '/x/..//evil.example'],
  ['an encoded dot that vanishes', '/%2e//evil.example'],
  ['a tab between the slashes', '/\t/evil.example'],
  ['a line break between the slashes', '/\n/evil.example'],
  ['a carriage return between the slashes', '/\r/evil.example'],
  ['a tab before the slashes', '\t//evil.example'],
  ['a space before the slashes', ' //evil.example'],
  ['a NUL before the slashes', '\0//evil.example'],
  ['a user name that looks like this site', 'http://localhost@evil.example/'],
  ['a bare @', '@evil.example'],
  ['a host that begins like this site', 'http://localhost.evil.example/'],
  ['another port', 'http://localhost:1/'],
  ['a script', 'javascript:alert(1)'],
  ['a script with a line break', 'java\nscript:alert(1)'],
  ['a document of its own', 'data:text/html,<script>alert(1)</script>'],
  ['a scheme without slashes', 'http:evil.example'],
  ['a header of its own', '/\r\nSet-Cookie: session=planted'],
  ['a header of its own, encoded', '/%0d%0aSet-Cookie:%20session=planted'],
  ['the login page', '/auth/login'],
  ['the login page with dots', '/x/../auth/login'],
  ['the sign-up page', '/auth/signup?returnTo=/auth/signup'],
  ['the callback', '/auth/callback?code=x&state=y'],
  ['the sign-out', '/auth/logout'],
  ['the login in capitals', '/Auth/Login'],
  ['the API', '/api/hello'],
  ['the API in capitals', '/API/hello'],
  ['the API’s root', '/api'],
  ['a page whose address is too long', `/?${'ä'.repeat(900)}`],
  ['nothing', ''],
  ['a path without a slash', 'hello'],
];

describe('returnTo', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    browser = world.browser();
  });

  it.each(attacks)('does not lead to %s', async (_name, returnTo) => {
    const { url, before, headers } = await browser.signIn(returnTo);
    const onTheWay = before.map((answer) => answer.url.origin);
    expect([url.origin, url.pathname]).toEqual([
      world.origin,
      expect.not.stringMatching(/^\/(auth|api)/i),
    ]);
    expect(new Set(onTheWay)).toEqual(new Set([world.origin, world.provider.origin]));
    expect(before).toHaveLength(3);
    expect(JSON.stringify(headers)).not.toContain('planted');
    expect(browser.cookie('session')).not.toBe('planted');

    // And where somebody is signed in, who is sent on without Cognito in between.
    const again = await browser.click(`/auth/login?returnTo=${encodeURIComponent(returnTo)}`, {
      follow: false,
    });
    expect(again.location?.origin).toBe(world.origin);
    expect(again.location?.pathname).not.toMatch(/^\/(auth|api)/i);
    expect(again.location?.href.length).toBeLessThan(2_200);
  });

  it.each([
    ['given twice', '/auth/login?returnTo=/?a&returnTo=//evil.example'],
    ['given as a list', '/auth/login?returnTo[]=//evil.example'],
    ['given as an object', '/auth/login?returnTo[x]=//evil.example'],
    ['not given', '/auth/login'],
  ])('%s counts as none', async (_name, target) => {
    expect((await browser.click(target)).url.href).toBe(`${world.origin}/`);
  });

  it.each([
    ['/', '/'],
    ['/?a=1&b=%2F%2Fevil.example#part', '/?a=1&b=%2F%2Fevil.example#part'],
    ['/?next=https://evil.example', '/?next=https://evil.example'],
    ['/example', '/example'],
    ['/example?', '/example'],
    ['/authors', '/authors'],
    ['/%C3%BC?%20', '/%C3%BC?%20'],
  ])('%s leads to %s', async (returnTo, path) => {
    const { url } = await browser.signIn(returnTo);
    expect(url.pathname + url.search + url.hash).toBe(path);
  });
});
