import type { Answer, TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const PAGES = ['/example', '/example?a=1&b=//x', '/api/hello', '/api/deep/path?x=1'];
const CLOSED = [...PAGES, '/auth/session'];

describe('somebody who isn’t signed in', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    browser = world.browser();
    world.events.length = 0;
    world.api.received.length = 0;
  });

  const notSignedIn = {
    status: 401,
    type: expect.stringContaining('application/problem+json'),
    body: {
      type: expect.any(String),
      title: 'Unauthorized',
      status: 401,
      code: 'not_signed_in',
      requestId: expect.any(String),
    },
    id: expect.any(String),
  };

  it.each(PAGES)('is sent to sign in, and back to a page, on %s', async (target) => {
    const { status, location } = await browser.click(target, { follow: false });
    expect(status).toBe(302);
    expect(location?.pathname).toBe('/auth/login');
    expect(location?.searchParams.get('returnTo')).toBe(target.startsWith('/api') ? '/' : target);
  });

  it('hears the same by HEAD as by GET', async () => {
    const headers = { 'sec-fetch-mode': 'navigate' };
    const { status, location } = await browser.program('/example?a=1', { method: 'HEAD', headers });
    expect([status, location?.searchParams.get('returnTo')]).toEqual([302, '/example?a=1']);
  });

  it('is sent to sign in by a browser that sends no Fetch Metadata', async () => {
    const headers = { accept: 'text/html,*/*;q=0.8' };
    const { status, location } = await browser.program('/example', { headers });
    expect([status, location?.pathname]).toEqual([302, '/auth/login']);
  });

  it('comes back to the page after signing in', async () => {
    const { url, status } = await browser.navigate('/example?a=1');
    expect([status, url.pathname + url.search]).toEqual([200, '/example?a=1']);
  });

  it.each(CLOSED)('is told by htmx which page to go to, at %s', async (target) => {
    const { status, headers, body } = await browser.htmx(target, { page: '/some/page?q=1' });
    expect(status).toBe(401);
    expect(headers['hx-redirect']).toBe('/auth/login?returnTo=%2Fsome%2Fpage%3Fq%3D1');
    expect(body).toBe('');
  });

  it.each([
    ['on another site', 'https://evil.example/x'],
    ['that is no address', 'x'],
    ['that looks like a host', 'http://localhost//evil.example'],
  ])('is not sent by htmx to a page %s', async (_name, current) => {
    const answer = await browser.htmx('/example', { headers: { 'hx-current-url': current } });
    const redirect = new URL(String(answer.headers['hx-redirect']), world.origin);
    expect(redirect.origin).toBe(world.origin);
    const { url } = await browser.click(redirect.href);
    expect(url.origin).toBe(world.origin);
  });

  it.each(CLOSED)('gets a problem document as a script, at %s', async (target) => {
    const answer = problem(await browser.fetch(target, { headers: { accept: 'text/html' } }));
    expect(answer).toEqual(notSignedIn);
    expect(answer.body).toMatchObject({ requestId: answer.id });
    expect(world.eventsNamed('request.refused').at(-1)).toMatchObject({ reason: 'not_signed_in' });
  });

  it('gets a problem document as a program, whatever it accepts but HTML', async () => {
    for (const accept of ['application/json', '*/*', 'text/event-stream', 'image/png']) {
      const headers = { accept, 'x-csrf': '1' };
      expect(problem(await browser.program('/api/hello', { headers }))).toEqual(notSignedIn);
    }
    const headers = { 'x-csrf': '1' };
    expect(problem(await browser.program('/api/hello', { headers }))).toEqual(notSignedIn);
  });

  it('never reaches the API', async () => {
    await browser.fetch('/api/hello');
    await browser.fetch('/api/hello', { method: 'POST', body: 'x' });
    await browser.htmx('/example');
    expect(world.api.received).toEqual([]);
  });

  it('finds a home page with the ways in', async () => {
    const { status, body } = await browser.navigate('/');
    expect(status).toBe(200);
    expect(body).toContain('Sign in');
    expect(body).toContain('Sign up');
    expect(body).not.toContain('>Sign out<');
  });
});

const problem = ({ status, headers, json }: Answer) => ({
  status,
  type: headers['content-type'],
  body: json(),
  id: headers['x-request-id'],
});
