import { EventEmitter, once } from 'node:events';
import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { alice } from '../support/cognito-shapes.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

describe('/api', () => {
  let world: World;
  let browser: TestBrowser;

  beforeEach(async () => {
    world = await World.start();
    browser = world.browser();
    await browser.signIn();
  });
  afterEach(() => world.stop());

  it('answers with what the API says to the person’s own token', async () => {
    const { status, headers, json } = await browser.fetch('/api/hello');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['cache-control']).toBe('no-store');
    expect(json()).toMatchObject({ message: 'Hello alice, welcome to the test', sub: alice.sub });
    expect(world.api.last.headers.authorization).toBe(
      `Bearer ${world.provider.issued.at(-1)?.access_token}`,
    );
  });

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'forwards a %s with path, query and body as they are',
    async (method) => {
      const target = '/api/a%20b/c;d=1//e?x=1&x=2&y=%2F..%2F&z';
      const body = method === 'GET' ? {} : { body: '{"a" : [1,\n2]}' };
      const type = { 'content-type': 'application/vnd.test+json' };
      const headers = method === 'GET' ? {} : type;
      const { status } = await browser.fetch(target, { method, headers, ...body });
      expect(status).toBe(200);
      expect(world.api.last).toMatchObject({
        method,
        target: target.replace('/api', '/stage'),
        headers,
      });
      expect(await world.api.last.body).toBe(body.body ?? '');
    },
  );

  it('forwards bytes that are no text, and big bodies, unchanged', async () => {
    const bytes = randomBytes(3 * 1024 * 1024).toString('latin1');
    world.api.answer = (request, response) => request.once('end', () => response.end());
    expect((await browser.fetch('/api/upload', { method: 'POST', body: bytes })).status).toBe(200);
    expect(digest(await world.api.last.body)).toBe(digest(bytes));
  });

  it('passes on an answer that comes before the body was read, again and again', async () => {
    world.api.answer = (_request, response) => response.writeHead(413).end('too big');
    const body = 'x'.repeat(3 * 1024 * 1024);
    for (let upload = 0; upload < 5; upload += 1) {
      expect((await browser.fetch('/api/upload', { method: 'POST', body })).status).toBe(413);
      expect((await browser.fetch('/api/upload')).status).toBe(413);
    }
  });

  it.each([200, 201, 204, 304, 400, 403, 404, 409, 422, 500, 503])(
    'passes the API’s %i on',
    async (status) => {
      world.api.answer = (_request, response) => response.writeHead(status).end();
      expect((await browser.fetch('/api/x')).status).toBe(status);
    },
  );

  const kept: [name: string, value: string][] = [
    ['cookie', 'session=planted'],
    ['authorization', 'Bearer of-somebody-else'],
    ['proxy-authorization', 'Basic eDp5'],
    ['x-csrf', '1'],
    ['origin', 'http://localhost'],
    ['x-forwarded-host', 'evil.example'],
    ['x-forwarded-user', 'admin'],
    ['forwarded', 'for=10.0.0.1'],
    ['x-real-ip', '10.0.0.1'],
    ['x-amzn-oidc-identity', 'admin'],
    ['x-user', 'admin'],
    ['te', 'trailers'],
    ['upgrade-insecure-requests', '1'],
  ];
  it.each(kept)('keeps the client’s %s header from the API', async (name, value) => {
    const cookie = `session=${browser.cookie('session')}`;
    const headers = { cookie, 'sec-fetch-site': 'same-origin', [name]: value };
    if (name === 'cookie') headers.cookie = `${cookie}; ${value}`;
    expect((await browser.program('/api/hello', { headers })).status).toBe(200);
    const sent = world.api.last.headers;
    expect(sent[name] ?? '').not.toContain(value);
    expect(decodeJwt(sent.authorization?.slice('Bearer '.length) ?? '').sub).toBe(alice.sub);
    expect(sent.cookie).toBeUndefined();
  });

  it('keeps what the API says about connections and cookies from the browser', async () => {
    world.api.answer = (_request, response) =>
      response
        .writeHead(200, {
          'set-cookie': ['session=planted; Path=/', 'x=1'],
          'set-cookie2': 'x=1',
          'proxy-authenticate': 'Basic',
          'strict-transport-security': 'max-age=0',
          'content-security-policy': "default-src *; script-src 'unsafe-inline'",
          'access-control-allow-origin': '*',
          'x-powered-by': 'something',
          'cache-control': 'public, max-age=3600',
          etag: '"1"',
        })
        .end('{}');
    const { headers, setCookies } = await browser.fetch('/api/x');
    expect(setCookies).toEqual([]);
    expect(headers).not.toHaveProperty('set-cookie2');
    expect(headers).not.toHaveProperty('proxy-authenticate');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers['content-security-policy']).not.toContain('unsafe-inline');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['etag']).toBe('"1"');
  });

  const climbing = [
    '/api/../secret',
    '/api/..%2fsecret',
    '/api/%2e%2e/secret',
    '/api/%2E%2e%2Fsecret',
    '/api/x/../../secret',
    '/api/x/%2e%2e/%2e%2e/secret',
    '/api/..\\secret',
    '/api/..%5csecret',
    '/api/.%2e/secret',
    '/api/%252e%252e/secret',
    '/api//evil.example/x',
    '/api///evil.example/x',
    '/api/@evil.example/x',
    '/api/http://evil.example/x',
    'http://evil.example/api/x',
    '/apiary',
    '/api',
    '/api?x',
    '/api;x',
  ];
  it.each(climbing)('%s stays below API_URL, or goes nowhere', async (target) => {
    const cookie = `session=${browser.cookie('session')}`;
    const { status } = await browser.program(target, { headers: { cookie, 'x-csrf': '1' } });
    const api = new URL(world.api.url);
    const reached = world.api.received.map(
      (received) =>
        received.headers.host +
        decodeURIComponent(new URL(`${api.origin}${received.target}`).pathname),
    );
    const outside = (place: string) =>
      !place.startsWith(`${api.host}/stage/`) || /\/\.\.(\/|$)/.test(place);
    expect(reached.filter(outside)).toEqual([]);
    expect(reached.length > 0 ? [200] : [400, 404]).toContain(status);
  });

  it('streams: the first bytes arrive before the last are made', async () => {
    const firstArrived = new EventEmitter();
    world.api.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      firstArrived.once('arrived', () => response.end('data: 2\n\n'));
    };
    const response = await fetch(`${world.origin}/api/events`, {
      headers: { cookie: `session=${browser.cookie('session')}`, 'x-csrf': '1' },
    });
    const chunks: string[] = [];
    for await (const chunk of response.body ?? []) {
      chunks.push(Buffer.from(chunk).toString());
      firstArrived.emit('arrived');
    }
    expect(chunks).toEqual(['data: 1\n\n', 'data: 2\n\n']);
  });

  it('lets go of the API when the browser goes away', async () => {
    const abandoned = new Promise((resolve) => {
      world.api.answer = (request, response) => {
        response.writeHead(200).write('1');
        void once(request.socket, 'close').then(resolve);
      };
    });
    const leave = new AbortController();
    await fetch(`${world.origin}/api/events`, {
      headers: { cookie: `session=${browser.cookie('session')}`, 'x-csrf': '1' },
      signal: leave.signal,
    });
    leave.abort();
    await expect(abandoned).resolves.toBeDefined();
  });

  it('breaks off where the API breaks off: half an answer never looks whole', async () => {
    world.api.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('half');
      setTimeout(() => response.destroy(), 50);
    };
    await expect(browser.fetch('/api/x')).rejects.toThrow(/./);
  });

  it('says 502 where the API can’t be reached, and works again once it can', async () => {
    await world.api.stop();
    const { status, headers, json } = await browser.fetch('/api/hello');
    expect(status).toBe(502);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(json()).toMatchObject({ status: 502, code: 'upstream_unreachable' });
    await world.api.restart();
    expect((await browser.fetch('/api/hello')).status).toBe(200);
  });

  it('says 502 where the API doesn’t accept the token: the browser could do nothing about it', async () => {
    world.api.answer = (_request, response) => response.writeHead(401).end('{}');
    const { status, json } = await browser.fetch('/api/hello');
    expect(status).toBe(502);
    expect(json()).toMatchObject({ code: 'upstream_rejected_token' });
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });
});

const digest = (value: string) => createHash('sha256').update(value).digest('hex');
