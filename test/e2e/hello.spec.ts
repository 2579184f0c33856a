import { alice } from '../support/cognito-shapes.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

describe('/hello', () => {
  let world: World;
  let browser: TestBrowser;

  beforeEach(async () => {
    world = await World.start();
    browser = world.browser();
    await browser.signIn();
  });
  afterEach(() => world.stop());

  it('is a fragment for htmx', async () => {
    const { status, headers, body } = await browser.htmx('/hello');
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/html');
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toContain('Hello alice, welcome to the test');
    expect(body).toContain(alice.sub);
    expect(body).not.toContain('<html');
  });

  it.each([
    ['opened as a page', {}],
    [
      'restored by Back',
      { 'hx-request': 'true', 'hx-history-restore-request': 'true', 'hx-request-type': 'full' },
    ],
  ])('is a whole page where it is %s', async (_name, headers) => {
    const { body } = await browser.navigate('/hello', { headers });
    expect(body).toMatch(/^<!doctype html>/);
    expect(body).toMatch(/id="api-response"[^]*Hello alice, welcome to the test/);
  });

  it('calls the API as the person, with nothing of theirs but the token', async () => {
    await browser.htmx('/hello');
    const { target, headers } = world.api.last;
    expect(target).toBe('/stage/hello');
    expect(headers.authorization).toBe(`Bearer ${world.provider.issued.at(-1)?.access_token}`);
    expect(headers.cookie).toBeUndefined();
  });

  it('shows what the API says as text, never as markup', async () => {
    const attack = '"><img src=x onerror=alert(1)><script>alert(1)</script>';
    world.api.answer = (_request, response) =>
      response.end(
        JSON.stringify({
          message: attack,
          sub: attack,
          username: attack,
          email: attack,
          groups: [],
          admin: false,
        }),
      );
    for (const { status, body } of [
      await browser.htmx('/hello'),
      await browser.navigate('/hello'),
    ]) {
      expect(status).toBe(200);
      expect(body).toContain('&lt;script>alert(1)');
      expect(body).not.toMatch(/<img|<script>/);
    }
  });

  const failures: [name: string, status: number, body: string][] = [
    ['an error', 500, '{"message":"Internal Server Error"}'],
    ['a refusal', 403, '{"message":"Forbidden"}'],
    ['no JSON', 200, '<html>'],
    ['another shape', 200, '{"message":{"a":1}}'],
    ['nothing', 200, ''],
    ['a rejected token', 401, '{"message":"Unauthorized"}'],
  ];
  it.each(failures)('says so where the API answers with %s', async (_name, status, body) => {
    world.api.answer = (_request, response) => response.writeHead(status).end(body);
    const fragment = await browser.htmx('/hello');
    expect(fragment.status).toBe(502);
    expect(fragment.body).toContain(fragment.headers['x-request-id']);
    expect(fragment.body).not.toContain('<html');
    const page = await browser.navigate('/hello');
    expect(page.status).toBe(502);
    expect(page.body).toContain('href="/"');
  });

  it('says so where the API can’t be reached', async () => {
    await world.api.stop();
    expect((await browser.htmx('/hello')).status).toBe(502);
  });
});
