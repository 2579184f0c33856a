import { alice } from '../support/cognito-shapes.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

// What is true of every page that calls the API, page-calls-api.spec.ts says.
describe('/hello', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
    browser = world.browser();
    await browser.signIn();
  });
  beforeEach(() => world.api.reset());
  afterAll(() => world.stop());

  it('is the API’s greeting as a fragment, with whom it greets', async () => {
    const { status, body } = await browser.htmx('/hello');
    expect(status).toBe(200);
    expect(world.api.last.target).toBe('/stage/hello');
    expect(body).toContain('Hello alice, welcome to the test');
    expect(body).toContain(alice.sub);
    expect(body).not.toContain('<html');
  });

  it('is a whole page for a browser without scripts', async () => {
    const { body } = await browser.navigate('/hello');
    expect(body).toMatch(/^<!doctype html>/);
    expect(body).toMatch(/id="api-response"[^]*Hello alice, welcome to the test/);
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
      await browser.htmx('/example'),
      await browser.navigate('/example'),
    ]) {
      expect(status).toBe(200);
      expect(body).toContain('&lt;script>alert(1)');
      expect(body).not.toMatch(/<img|<script>/);
    }
  });

  it('is not there for a POST', async () => {
    expect((await browser.submit('/hello')).status).toBe(404);
    expect(world.api.received).toEqual([]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'calls a route of the API that takes no %s',
    async (method) => {
      const { status, headers } = await browser.fetch('/api/hello', { method });
      expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
      expect(world.api.received).toEqual([]);
    },
  );
});
