import type { Answer, TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

/** What pages may do; those that can be left by a form for other origins have no form-action. */
const LEAVING_PAGE = (origin: string) => ({
  'default-src': ["'none'"],
  'script-src': [`${origin}/assets/`],
  'style-src': [`${origin}/assets/`],
  'img-src': [`${origin}/assets/`],
  'connect-src': ["'self'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
});
const PAGE = (origin: string) => ({ ...LEAVING_PAGE(origin), 'form-action': ["'self'"] });
const DATA = { sandbox: [], 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] };
function policyOf(what: string, body: string, origin: string): object {
  if (what === 'an answer of the API') return DATA;
  // Cognito is left for by signing out, and through which origins that leads is Cognito's matter.
  return body.includes('action="/auth/logout"') ? LEAVING_PAGE(origin) : PAGE(origin);
}

type Visit = (browser: TestBrowser) => Promise<Answer>;

/** One of everything that the product says to browsers. */
const pages: [name: string, visit: Visit][] = [
  ['home, signed out', (browser) => browser.navigate('/')],
  ['a page that does not exist', (browser) => browser.navigate('/missing')],
  ['a login that failed', (browser) => browser.navigate('/auth/callback?error=access_denied')],
  [
    'a form of another site',
    (browser) => browser.submit('/auth/logout', {}, { from: 'https://x.example' }),
  ],
  ['home, signed in', (browser) => browser.signIn('/')],
  ['the API’s answer', (browser) => browser.signIn('/example')],
  ['the profile', (browser) => browser.signIn('/account')],
  ['the sessions', (browser) => browser.signIn('/account/sessions')],
];
const others: [name: string, visit: Visit][] = [
  ['the way to the login', (browser) => browser.navigate('/example', { follow: false })],
  ['a fragment', async (browser) => (await browser.signIn(), browser.htmx('/example'))],
  ['the session', async (browser) => (await browser.signIn(), browser.fetch('/auth/session'))],
  [
    'an answer of the API',
    async (browser) => (await browser.signIn(), browser.fetch('/api/hello')),
  ],
  ['a problem', (browser) => browser.fetch('/api/hello')],
  ['htmx, sent to the login', (browser) => browser.htmx('/example')],
  ['health', (browser) => browser.fetch('/health/live')],
];

describe('security headers', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    browser = world.browser();
  });

  it.each([...pages, ...others])('are on %s', async (what, visit) => {
    const { headers, body } = await visit(browser);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': expect.stringMatching(/^(no-referrer|same-origin)$/),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-request-id': expect.stringMatching(/^[\w-]{16,}$/),
    });
    for (const name of ['x-powered-by', 'server', 'access-control-allow-origin', 'etag']) {
      expect(headers).not.toHaveProperty(name);
    }
    expect(headers).not.toHaveProperty('strict-transport-security'); // this is plain http
    const policy = policyOf(what, body, world.origin);
    expect(directives(headers['content-security-policy'])).toEqual(policy);
  });

  it.each(pages)(
    'have nothing to forbid on %s: no inline script, style or handler',
    async (_name, visit) => {
      const { body } = await visit(browser);
      expect(body).toMatch(/^<!doctype html>/i);
      for (const [tag] of body.matchAll(/<[a-z][^>]*>/gi)) {
        expect(tag).not.toMatch(/\s(on\w+|style|hx-on[^=]*)=/i);
        expect(tag).not.toMatch(/(javascript|vbscript):/i);
        expect(tag).not.toMatch(/<(base|iframe|object|embed)\b/i);
      }
      for (const [, attributes, content] of body.matchAll(
        /<(?:script|style)\b([^>]*)>([^]*?)</gi,
      )) {
        expect([attributes, content]).toEqual([expect.stringMatching(/\ssrc="\//), '']);
      }
    },
  );

  it('let browsers keep the scripts and styles of a page, under names that change with them', async () => {
    const { body } = await browser.navigate('/');
    const hrefs = [...body.matchAll(/<(?:script|link)[^>]+(?:src|href)="(\/[^"]+)"/g)].map(
      ([, href = '']) => href,
    );
    expect(hrefs.length).toBeGreaterThanOrEqual(2);
    for (const href of hrefs) {
      const { status, headers } = await browser.fetch(href);
      expect([href, status]).toEqual([href, 200]);
      expect(headers['cache-control']).toMatch(/immutable/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-type']).toMatch(/javascript|css|svg/);
    }
  });

  it('let no file be fetched but those', async () => {
    const climbing = [
      '/assets/',
      '/assets/../package.json',
      '/assets/%2e%2e/package.json',
      '/views/app.css',
      '/.env',
    ];
    for (const target of climbing) {
      expect([target, (await browser.program(target)).status]).toEqual([target, 404]);
    }
  });
});

describe('over https', () => {
  it('browsers are told to stay on https', async () => {
    const world = await World.start({ PUBLIC_URL: 'https://app.example' });
    const { headers } = await world.browser().navigate('/');
    await world.stop();
    expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
  });
});

const directives = (policy: string | string[] | undefined) =>
  Object.fromEntries(
    String(policy)
      .split(';')
      .map((directive) => directive.trim().split(' '))
      .map(([name, ...sources]) => [name, sources]),
  );
