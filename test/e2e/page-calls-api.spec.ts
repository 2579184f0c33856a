import { Upstream } from '../../src/api/upstream.js';
import { eventually } from '../support/eventually.js';
import { RawClient } from '../support/raw-client.js';
import type { TestBrowser } from '../support/test-browser.js';
import type { UpstreamApi } from '../support/upstream-api.js';
import { World } from '../support/world.js';

describe('a page that calls the API', () => {
  let world: World;
  let browser: TestBrowser;

  beforeEach(async () => {
    world = await World.start();
    browser = world.browser();
    await browser.signIn();
  });
  afterEach(() => world.stop());

  it('is a fragment for htmx', async () => {
    const { status, headers, body } = await browser.htmx('/example');
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/html');
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toBe('<p>Hello alice, welcome to the test</p>');
  });

  it.each([
    ['opened as a page', {}],
    [
      'restored by Back',
      { 'hx-request': 'true', 'hx-history-restore-request': 'true', 'hx-request-type': 'full' },
    ],
  ])('is a whole page where it is %s', async (_name, headers) => {
    const { body } = await browser.navigate('/example', { headers });
    expect(body).toMatch(/^<!doctype html>/);
    expect(body).toContain('<p>Hello alice, welcome to the test</p>');
  });

  it('calls the API as the person, with nothing of theirs but the token', async () => {
    await browser.htmx('/example');
    const { target, headers } = world.api.last;
    expect(target).toBe('/stage/example');
    expect(headers.authorization).toBe(`Bearer ${world.provider.issued.at(-1)?.access_token}`);
    expect(headers.cookie).toBeUndefined();
  });

  it('shows what the API says as text, never as markup', async () => {
    const message = '"><img src=x onerror=alert(1)><script>alert(1)</script>';
    world.api.answer = (_request, response) => response.end(JSON.stringify({ message }));
    for (const { status, body } of [
      await browser.htmx('/example'),
      await browser.navigate('/example'),
    ]) {
      expect(status).toBe(200);
      expect(body).toContain('&lt;script>alert(1)');
      expect(body).not.toMatch(/<img|<script>/);
    }
  });

  const failures: [name: string, status: number, body: string, answer?: number][] = [
    ['an error', 500, '{"message":"Internal Server Error"}'],
    ['a refusal', 403, '{"message":"Forbidden"}', 403],
    ['that there is none', 404, '{"message":"Not Found"}', 404],
    ['no JSON', 200, '<html>'],
    ['another shape', 200, '{"message":{"a":1}}'],
    ['nothing', 200, ''],
    ['a rejected token', 401, '{"message":"Unauthorized"}'],
  ];
  it.each(failures)(
    'says so where the API answers with %s',
    async (_name, status, body, answered = 502) => {
      world.api.answer = (_request, response) => response.writeHead(status).end(body);
      const fragment = await browser.htmx('/example');
      expect(fragment.status).toBe(answered);
      expect(fragment.body).toContain(fragment.headers['x-request-id']);
      expect(fragment.body).not.toContain('<html');
      const page = await browser.navigate('/example');
      expect(page.status).toBe(answered);
      expect(page.body).toContain('href="/"');
    },
  );

  it('says so where the API can’t be reached', async () => {
    await world.api.stop();
    expect((await browser.htmx('/example')).status).toBe(502);
  });

  describe('where the API’s answer has no end', () => {
    it('reads a MiB of it, and what lay in buffers on the way', async () => {
      const closed = endless(world.api, Buffer.alloc(65_536, '{'), 0);
      const { status, body } = await browser.htmx('/example');
      expect(status).toBe(502);
      expect(body).toContain('The API answered with an error');
      expect(await closed).toBeLessThan(16 * 1024 * 1024);
    });

    it('lets the API go once the browser has left', async () => {
      const closed = endless(world.api, Buffer.from('{'), 10);
      const client = await RawClient.connect(world.origin);
      const { name, value } = browser.sessionCookie() ?? {};
      client.send(`GET /example HTTP/1.1\r\nHost: localhost\r\nCookie: ${name}=${value}\r\n\r\n`);
      await eventually(async () => world.api.received.length > 0);
      client.leave();
      expect(await closed).toBeGreaterThan(0);
    });

    it('lets the API go after its time, trickle as it may', async () => {
      const upstream = world.app.get(Upstream);
      expect(upstream.readingTimeMs).toBe(30_000);
      Object.assign(upstream, { readingTimeMs: 200 });
      const closed = endless(world.api, Buffer.from('{'), 10);
      expect((await browser.htmx('/example')).status).toBe(504);
      expect(await closed).toBeGreaterThan(0);
    });
  });
});

/** Writes as long as anybody reads, and tells once nobody does. */
function endless(api: UpstreamApi, chunk: Buffer, pauseMs: number): Promise<number> {
  const closed = Promise.withResolvers<number>();
  let written = 0;
  api.answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const write = () => {
      while (!response.destroyed && response.write(chunk)) {
        written += chunk.length;
        if (pauseMs > 0) return;
      }
    };
    const timer = pauseMs > 0 ? setInterval(write, pauseMs) : undefined;
    response.on('drain', write);
    response.once('close', () => {
      clearInterval(timer);
      closed.resolve(written);
    });
    write();
  };
  return closed.promise;
}
