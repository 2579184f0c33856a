import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

type Headers = Record<string, string>;

describe('the same-origin check', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    browser = world.browser();
    await browser.signIn();
    world.events.length = 0;
    world.api.received.length = 0;
  });

  const refusedAs: [name: string, headers: Headers][] = [
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another site that claims our origin', { 'sec-fetch-site': 'cross-site', origin: 'OURS' }],
    ['another site with the custom header', { 'sec-fetch-site': 'cross-site', 'x-csrf': '1' }],
    ['another port or subdomain', { 'sec-fetch-site': 'same-site' }],
    ['a typed address', { 'sec-fetch-site': 'none' }],
    ['a relation nobody knows', { 'sec-fetch-site': 'same-origin, cross-site' }],
    ['an empty relation', { 'sec-fetch-site': '' }],
    ['an older browser on another site', { origin: 'https://evil.example' }],
    ['an older browser in a sandboxed frame', { origin: 'null' }],
    ['an origin that begins like ours', { origin: 'OURS.evil.example' }],
    ['an origin on another port', { origin: 'http://localhost:1' }],
    ['an older browser on another site with the custom header', { origin: 'x', 'x-csrf': '1' }],
    ['a program that says nothing', {}],
    ['a program with another value', { 'x-csrf': '0' }],
    ['a program with an empty value', { 'x-csrf': '' }],
  ];
  const allowedAs: [name: string, headers: Headers][] = [
    ['a page of ours', { 'sec-fetch-site': 'same-origin' }],
    ['a page of ours, with its origin', { 'sec-fetch-site': 'same-origin', origin: 'OURS' }],
    ['an older browser on a page of ours', { origin: 'OURS' }],
    ['a program with the custom header', { 'x-csrf': '1' }],
  ];

  const ours = (headers: Headers) =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('OURS', world.origin)]),
    );
  const call = (method: string, headers: Headers) =>
    browser.program('/api/things', { method, headers: ours(headers) });

  it.each(refusedAs)('refuses %s, on every method of /api', async (_name, headers) => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const { status, json } = await call(method, headers);
      expect([method, status, json()]).toEqual([
        method,
        403,
        expect.objectContaining({ code: 'cross_origin', status: 403 }),
      ]);
    }
    expect(world.api.received).toEqual([]);
    expect(world.eventsNamed('request.refused')[0]).toEqual({
      name: 'request.refused',
      reason: 'cross_origin',
      method: 'GET',
      path: '/api/things',
    });
  });

  it.each(allowedAs)('lets %s use /api', async (_name, headers) => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      expect([method, (await call(method, headers)).status]).toEqual([method, 200]);
    }
  });

  it.each(refusedAs)('refuses to sign out for %s', async (_name, headers) => {
    const answer = await browser.program('/auth/logout', {
      method: 'POST',
      headers: ours(headers),
    });
    expect(answer.status).toBe(403);
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });

  it.each(allowedAs)('signs out for %s', async (_name, headers) => {
    const answer = await browser.program('/auth/logout', {
      method: 'POST',
      headers: ours(headers),
    });
    expect([200, 303]).toContain(answer.status);
    expect((await browser.fetch('/auth/session')).status).toBe(401);
  });

  it('refuses a form of another site with a page', async () => {
    const answer = await browser.submit('/auth/logout', {}, { from: 'https://evil.example' });
    expect(answer.status).toBe(403);
    expect(answer.headers['content-type']).toContain('text/html');
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });

  it.each(['https://mail.example', undefined])(
    'lets a link lead to a page, from %s',
    async (from) => {
      const { status } = await browser.navigate('/', from === undefined ? {} : { from });
      expect(status).toBe(200);
    },
  );

  it('answers no preflight that would let another origin in', async () => {
    const answer = await browser.program('/api/things', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-csrf',
        'sec-fetch-site': 'cross-site',
      },
    });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual(
      [],
    );
  });
});
