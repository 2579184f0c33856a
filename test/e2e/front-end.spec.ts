import { existsSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Express } from 'express';
import * as fc from 'fast-check';
import { Metrics } from '../../src/telemetry/metrics.js';
import { PROTECTED, protectionOf } from '../support/protection.js';
import { RawClient } from '../support/raw-client.js';
import { SessionServer } from '../support/session-server.js';
import type { Answer, TestBrowser } from '../support/test-browser.js';
import { UpstreamApi } from '../support/upstream-api.js';
import { WebFolder } from '../support/web-folder.js';
import { World } from '../support/world.js';

const INDEX = '<!doctype html><title>A front end of one’s own</title>';
const SCRIPT = 'console.log("a script of its own")';
const FILES: Record<string, string> = {
  'index.html': INDEX,
  'about.html': '<!doctype html><title>About</title>',
  'sw.js': SCRIPT,
  'favicon.ico': 'ico',
  'app.webmanifest': '{}',
  'a b/ü%20.txt': 'an odd name',
  empty: '',
  'assets/index-Dk3jX_2a.js': SCRIPT,
  'assets/index-4f3a2b1c.css': 'body{}',
  'assets/plain.js': SCRIPT,
  'static/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'static/Inter-BkT_8pQz.woff2': 'font',
  'static/module.wasm': 'wasm',
  '.env': 'SECRET=hunter2',
  '.git/config': 'hunter2',
  '.well-known/security.txt': 'Contact: mailto:security@example.com',
  // What they would hide, were they served.
  'health/live': '{"state":"planted"}',
  'auth/session': '{"user":"planted"}',
  'auth/login': 'planted',
  'api/hello': 'planted',
  'account/index.html': 'planted',
  admin: 'planted',
  example: 'planted',
  metrics: 'planted',
  'team/staff/rota': 'planted',
};

const HTML = 'text/html; charset=utf-8';
const FOR_EVER = 'public, max-age=31536000, immutable';
const statusAndBody = ({ status, body }: Answer) => [status, body];

describe('a front end of one’s own', () => {
  let folder: WebFolder;
  let outside: WebFolder;
  let staff: UpstreamApi;
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    folder = new WebFolder(FILES);
    outside = new WebFolder({ 'passwords.txt': 'hunter2' });
    symlinkSync(outside.at('passwords.txt'), folder.at('leak.txt'));
    symlinkSync(outside.path, folder.at('leak'));
    staff = await UpstreamApi.start();
    world = await World.start(
      {
        PUBLIC_URL: 'https://app.example',
        WEB_ROOT: folder.path,
        APIS: JSON.stringify([{ prefix: '/team/staff', url: staff.url }]),
      },
      undefined,
      (app) => {
        // A page of somebody's own beside it.
        const express: Express = app.getHttpAdapter().getInstance();
        express.get('/Orders/:id', (_request, response) => {
          response.send('an order');
        });
      },
    );
  });
  afterAll(async () => {
    await world.stop();
    await staff.stop();
    folder.remove();
    outside.remove();
  });
  beforeEach(() => {
    browser = world.browser();
  });

  const get = (headers: Record<string, string>, path = '/sw.js', method = 'GET') =>
    browser.program(path, { method, headers });

  const kinds: [name: string, visit: (target: string) => Promise<Answer>][] = [
    ['a navigation', (target) => browser.navigate(target, { follow: false })],
    ['a script', (target) => browser.fetch(target)],
    ['htmx', (target) => browser.htmx(target)],
    ['a program', (target) => browser.program(target)],
  ];

  describe.each(kinds)('asked by %s', (_name, visit) => {
    it.each(['/', '/index.html', '/?a=1', '/index.html?a=1'])(
      'answers %s with its page',
      async (path) => {
        const answer = await visit(path);
        expect(statusAndBody(answer)).toEqual([200, INDEX]);
        expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      },
    );

    it.each([
      ['/about.html', 'text/html; charset=utf-8', 'no-cache'],
      ['/sw.js', 'text/javascript; charset=utf-8', 'no-cache'],
      ['/favicon.ico', 'image/vnd.microsoft.icon', 'no-cache'],
      ['/app.webmanifest', 'application/manifest+json; charset=utf-8', 'no-cache'],
      ['/assets/plain.js', 'text/javascript; charset=utf-8', 'no-cache'],
      ['/static/logo.svg', 'image/svg+xml', 'no-cache'],
      ['/static/module.wasm', 'application/wasm', 'no-cache'],
      ['/.well-known/security.txt', 'text/plain; charset=utf-8', 'no-cache'],
      ['/a%20b/%C3%BC%2520.txt', 'text/plain; charset=utf-8', 'no-cache'],
      ['/empty', 'application/octet-stream', 'no-cache'],
      ['/assets/index-Dk3jX_2a.js', 'text/javascript; charset=utf-8', FOR_EVER],
      ['/assets/index-4f3a2b1c.css', 'text/css; charset=utf-8', FOR_EVER],
      ['/static/Inter-BkT_8pQz.woff2', 'font/woff2', FOR_EVER],
    ])('sends %s as %s, %s', async (path, type, caching) => {
      const { status, headers, body, setCookies } = await visit(path);
      expect([status, body]).toEqual([200, FILES[decodeURIComponent(path.slice(1))]]);
      expect(headers['content-type']).toBe(type);
      expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
      expect(headers.etag).toMatch(/^"[\w-]{22}"$/);
      expect(headers['x-request-id']).toMatch(/^[\w-]{16,}$/);
      expect(setCookies).toEqual([]);
      const kept = { ...PROTECTED, caching, telltales: ['etag'] };
      expect(protectionOf((field) => headers[field])).toEqual(kept);
    });

    it.each([
      '/.env',
      '/%2eenv',
      '/.git/config',
      '/leak.txt',
      '/leak/passwords.txt',
      '/assets',
      '/assets/',
      '/static',
      '/static/',
      '/assets/missing.js',
      '/assets/index-00000000.js',
      '/Assets/plain.js',
      '/assets/plain.js/',
      '/assets%2fplain.js',
      '/assets%5cplain.js',
      '/assets//plain.js',
      '/assets/plain.js%00.html',
      '/..%2fpasswords.txt',
      '/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
      '/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
      '/assets/..%5c..%5cetc%5cpasswd',
      '/package.json',
      '/index.html/',
    ])('has no file at %s', async (path) => {
      const { status, body, headers, url } = await visit(path);
      expect(body).not.toMatch(/hunter2|root:|console\.log/);
      // To a navigation there is its page, where the path can be read in one way.
      const isPage = status === 200 && body === INDEX && headers['content-type'] === HTML;
      const isClear = !/^\/assets|%|\/\/|\/\./i.test(url.pathname);
      expect([400, 404, ...(isClear && isPage ? [200] : [])]).toContain(status);
    });

    it.each([
      ['/health/live', 200],
      ['/Health/Live', 200],
      ['/health/no-such', 404],
      ['/auth/session', 401],
      ['/auth/no-such', 404],
      ['/%61uth/session', 404],
      ['/AUTH/no-such', 404],
      ['/account', 401],
      ['/account/index.html', 404],
      ['/admin', 401],
      ['/admin/no-such', 401],
      ['/example', 401],
      ['/example/no-such', 404],
      ['/metrics', 404],
      ['/api', 401],
      ['/api/hello', 401],
      ['/API/hello', 401],
      ['/%61pi/hello', 404],
      ['/team/staff/rota', 401],
      ['/TEAM/staff/rota', 401],
      ['/team/%73taff/rota', 404],
      ['/TEAM/%53taff/rota', 404],
      ['/orders/7', 200],
      ['/orders', 404],
      ['/orders/7/no-such', 404],
    ])('leaves %s to the product', async (path, status) => {
      const answer = await visit(path);
      expect(answer.body).not.toMatch(/planted|A front end/);
      // What isn't open sends a navigation to the login; other sites may not even try the APIs.
      const toTheLogin = [302, 303, 403].includes(answer.status) && status === 401;
      expect(toTheLogin ? status : answer.status).toBe(status);
    });
  });

  it('has no page for a program, htmx, or a script at a path that is none', async () => {
    for (const path of ['/reports/7', '/assets/x.js', '/static/x.js', '/x', '/indexes.html']) {
      const answers = [
        await browser.fetch(path),
        await browser.program(path),
        await browser.program(path, { headers: { accept: '*/*' } }),
        await browser.program(path, { headers: { 'sec-fetch-mode': 'no-cors' } }),
        await browser.fetch(path, { headers: { accept: 'text/html' } }),
      ];
      for (const answer of answers) {
        expect([path, answer.status, answer.headers['content-type']]).toEqual([
          path,
          404,
          'application/problem+json; charset=utf-8',
        ]);
        expect(answer.json()).toMatchObject({ code: 'not_found' });
      }
      const fragment = await browser.htmx(path);
      expect([path, fragment.status]).toEqual([path, 404]);
      expect(fragment.body).not.toContain('<title>');
    }
  });

  it.each(['/reports/7', '/reports/7?tab=2', '/x.html', '/ü', '/a b', '/metrics2', '/team/x'])(
    'has its page for a navigation to %s, signed in or not',
    async (path) => {
      const target = encodeURI(path);
      for (const signedIn of [false, true]) {
        if (signedIn) await browser.signIn('/');
        const { headers, ...answer } = await browser.navigate(target);
        expect(statusAndBody({ headers, ...answer })).toEqual([200, INDEX]);
        expect(headers['cache-control']).toBe('no-cache');
        expect(headers.vary).toBe('Accept, HX-Request, Sec-Fetch-Mode');
        expect(answer.setCookies).toEqual([]);
      }
      // A browser that says nothing of what it asks for, but what it likes best.
      const old = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
      expect((await browser.program(target, { headers: old })).body).toBe(INDEX);
    },
  );

  it('is come back to after a sign-in, at the path where it began', async () => {
    const { url, status, body } = await browser.signIn('/reports/7?tab=2#row');
    expect(url.href).toBe(`${world.origin}/reports/7?tab=2#row`);
    expect([status, body]).toEqual([200, INDEX]);
  });

  it('keeps the account’s pages beside it, which link home and may load no more than before', async () => {
    const { body, headers } = await browser.signIn('/account');
    expect(body).toContain('href="/"');
    expect(headers['content-security-policy']).toContain(
      'script-src https://app.example/assets/;style-src https://app.example/assets/;',
    );
    const [, script = ''] = /src="(\/assets\/[^"]+)"/.exec(body) ?? [];
    expect((await browser.fetch(script)).status).toBe(200);
  });

  it('names in its policy the folders where its parts lie, and the files that lie in none', async () => {
    const { headers } = await browser.navigate('/reports/7');
    const origin = 'https://app.example';
    expect(String(headers['content-security-policy']).split(';')).toEqual([
      "default-src 'none'",
      `script-src ${origin}/assets/ ${origin}/sw.js`,
      `style-src ${origin}/assets/`,
      `img-src ${origin}/assets/ ${origin}/favicon.ico ${origin}/static/`,
      `font-src ${origin}/static/`,
      `manifest-src ${origin}/app.webmanifest`,
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]);
  });

  it('leaves the policy of what an API answers as it was', async () => {
    await browser.signIn('/');
    const { status, headers } = await browser.fetch('/api/hello');
    const data = "sandbox; default-src 'none'; frame-ancestors 'none'";
    expect([status, headers['content-security-policy']]).toEqual([200, data]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    'is only read: %s',
    async (method) => {
      for (const path of ['/', '/index.html', '/sw.js', '/reports/7']) {
        const { status, body } = await browser.program(path, {
          method,
          headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin' },
        });
        expect([path, [404, 405].includes(status), body.includes('its own')]).toEqual([
          path,
          true,
          false,
        ]);
      }
    },
  );

  it('answers a HEAD as a GET, without the content', async () => {
    for (const path of ['/', '/sw.js', '/reports/7']) {
      const accept = { headers: { accept: 'text/html' } };
      const whole = await browser.program(path, accept);
      const head = await browser.program(path, { method: 'HEAD', ...accept });
      expect([head.status, head.body]).toEqual([200, '']);
      const changing = { date: '', 'x-request-id': '', connection: '', 'keep-alive': '' };
      expect({ ...head.headers, ...changing }).toEqual({ ...whole.headers, ...changing });
    }
  });

  describe('sends a file that the browser', () => {
    let tag: string;
    beforeEach(async () => {
      tag = String((await get({})).headers.etag);
    });

    it.each<[name: string, headers: () => Record<string, string>, status: number]>([
      ['has', () => ({ 'if-none-match': tag }), 304],
      ['has, as a cache in between says', () => ({ 'if-none-match': `W/${tag}` }), 304],
      ['has, among others', () => ({ 'if-none-match': `"x", ${tag}` }), 304],
      ['has in some form', () => ({ 'if-none-match': '*' }), 304],
      ['has in another form', () => ({ 'if-none-match': '"x"' }), 200],
      ['wants anew', () => ({ 'if-none-match': tag, 'cache-control': 'no-cache' }), 200],
      ['has since a time', () => ({ 'if-modified-since': new Date().toUTCString() }), 200],
      ['holds to its form', () => ({ 'if-match': tag }), 200],
      ['holds to some form', () => ({ 'if-match': '*' }), 200],
      ['holds to another form', () => ({ 'if-match': '"x"' }), 412],
      ['holds to a weak form', () => ({ 'if-match': `W/${tag}` }), 412],
    ])('%s', async (_name, headers, status) => {
      for (const method of ['GET', 'HEAD']) {
        const answer = await get(headers(), '/sw.js', method);
        const whole = status === 200 && method === 'GET';
        expect([answer.status, answer.body]).toEqual([status, whole ? SCRIPT : '']);
        expect(answer.headers.etag).toBe(tag);
        expect(answer.headers['x-content-type-options']).toBe('nosniff');
      }
    });

    it('has, at a path of its page too', async () => {
      const accept = 'text/html';
      const { headers } = await get({ accept }, '/reports/7');
      const again = await get({ accept, 'if-none-match': String(headers.etag) }, '/reports/8');
      expect(statusAndBody(again)).toEqual([304, '']);
    });

    const length = SCRIPT.length;
    it.each([
      ['bytes=0-4', 206, SCRIPT.slice(0, 5), `bytes 0-4/${length}`],
      ['bytes=5-', 206, SCRIPT.slice(5), `bytes 5-${length - 1}/${length}`],
      ['bytes=-3', 206, SCRIPT.slice(-3), `bytes ${length - 3}-${length - 1}/${length}`],
      ['bytes=0-0', 206, SCRIPT.slice(0, 1), `bytes 0-0/${length}`],
      ['bytes=0-99999', 206, SCRIPT, `bytes 0-${length - 1}/${length}`],
      ['bytes=0-1,2-3', 206, SCRIPT.slice(0, 4), `bytes 0-3/${length}`],
      ['bytes=0-1,9-10', 200, SCRIPT, undefined],
      ['bytes=99999-', 416, '', `bytes */${length}`],
      ['bytes=-0', 416, '', `bytes */${length}`],
      ['bytes=5-2', 416, '', `bytes */${length}`],
      ['bytes=x-y', 200, SCRIPT, undefined],
      ['bytes', 200, SCRIPT, undefined],
      ['lines=0-1', 200, SCRIPT, undefined],
    ])('wants a part of: %s (%i)', async (range, status, body, contentRange) => {
      const answer = await get({ range });
      expect(statusAndBody(answer)).toEqual([status, body]);
      expect(answer.headers['content-range']).toBe(contentRange);
      expect(answer.headers['content-length']).toBe(String(body.length));
      expect(answer.headers['accept-ranges']).toBe('bytes');
      // A HEAD has no parts (RFC 9110 §14.2).
      expect((await get({ range }, '/sw.js', 'HEAD')).status).toBe(200);
    });

    it('wants the rest of, where it is the same still, and all of it otherwise', async () => {
      const range = 'bytes=5-';
      expect((await get({ range, 'if-range': tag })).status).toBe(206);
      for (const other of ['"x"', `W/${tag}`, new Date().toUTCString()]) {
        const answer = await get({ range, 'if-range': other });
        expect([other, ...statusAndBody(answer)]).toEqual([other, 200, SCRIPT]);
      }
      expect((await get({ range, 'if-none-match': tag })).status).toBe(304);
    });

    it('wants a part of, though there is nothing in it', async () => {
      const answer = await get({ range: 'bytes=0-' }, '/empty');
      expect([answer.status, answer.headers['content-range']]).toEqual([416, 'bytes */0']);
    });
  });

  it('answers whatever path there is with a file of its own, its page or what the product says', async () => {
    const secrets = /hunter2|planted|^$/;
    const known = new Set(Object.values(FILES).filter((content) => !secrets.test(content)));
    const tokens = [
      ...Object.keys(FILES).flatMap((name) => name.split('/')),
      '..',
      '%2e%2e',
      '%2E.',
      '%2f',
      '%5c',
      '%00',
      '\\',
      '/',
      'leak',
      'leak.txt',
      'passwords.txt',
      ';',
      '%252e',
      'etc',
      'passwd',
    ];
    const path = fc.array(fc.constantFrom(...tokens), { minLength: 1, maxLength: 6 });
    const accepts = fc.constantFrom('text/html', '*/*');
    await fc.assert(
      fc.asyncProperty(path, accepts, fc.boolean(), async (parts, accept, slashes) => {
        const target = encodeURI(`/${parts.join(slashes ? '/' : '')}`).replaceAll('%25', '%');
        const { status, body } = await browser.program(target, { headers: { accept } });
        expect(status).toBeLessThan(500);
        expect(body).not.toMatch(/hunter2|planted|root:/);
        const isTheirs = status === 200 && !body.startsWith('{"state"') && body !== 'an order';
        expect([target, !isTheirs || body === '' || known.has(body)]).toEqual([target, true]);
      }),
      { numRuns: 400 },
    );
  });

  it('reads a target as Node does: an absolute one by its path, one that is no path as nobody’s', async () => {
    const client = await RawClient.connect(world.address);
    const ask = async (target: string) => {
      client.send(`GET ${target} HTTP/1.1\r\nHost: app.example\r\nAccept: text/html\r\n\r\n`);
      return client.answer();
    };
    const absolute = await ask('https://app.example/sw.js');
    expect([absolute.status, absolute.text]).toEqual([200, SCRIPT]);
    for (const target of ['/../../../../etc/passwd', '/./sw.js', '/x/../sw.js', '//sw.js']) {
      const { status, text } = await ask(target);
      expect([target, status]).toEqual([target, 404]);
      expect(text).not.toContain('A front end');
    }
    client.leave();
  });

  it('is what it was at start, whatever becomes of the folder', async () => {
    renameSync(folder.at('about.html'), folder.at('moved.html'));
    symlinkSync(outside.at('passwords.txt'), folder.at('about.html'));
    writeFileSync(folder.at('new.html'), 'new');
    expect(existsSync(folder.at('new.html'))).toBe(true);
    expect((await browser.fetch('/about.html')).body).toBe(FILES['about.html']);
    expect((await browser.fetch('/new.html')).status).toBe(404);
    expect((await browser.fetch('/moved.html')).status).toBe(404);
  });

  it('counts in the metrics as one route', async () => {
    const routes: unknown[] = [];
    const metrics = world.app.get(Metrics);
    const served = metrics.served.bind(metrics);
    metrics.served = (request) => {
      routes.push(request.route);
      served(request);
    };
    await browser.navigate('/reports/7');
    await browser.fetch('/sw.js');
    metrics.served = served;
    expect(routes).toEqual(['/*', '/*']);
  });
});

it('a front end needs no session store: its pages come while there is none', async () => {
  const folder = new WebFolder(FILES);
  const store = await SessionServer.start();
  const world = await World.start({ WEB_ROOT: folder.path, REDIS_URL: store.url });
  try {
    const browser = world.browser();
    await browser.signIn('/reports/7');
    await store.stop();
    for (const path of ['/', '/reports/7', '/sw.js', '/assets/index-Dk3jX_2a.js']) {
      expect([path, (await browser.navigate(path)).status]).toEqual([path, 200]);
    }
    expect((await browser.navigate('/account')).status).toBe(503);
    expect(browser.sessionCookie()).toBeDefined();
  } finally {
    await world.stop();
    await store.remove();
    folder.remove();
  }
});

it('without a front end there is the product’s home page, and no page at a path that is none', async () => {
  const world = await World.start();
  const browser = world.browser();
  expect((await browser.navigate('/')).body).toContain('/auth/login');
  expect((await browser.navigate('/reports/7')).status).toBe(404);
  expect((await browser.navigate('/index.html')).status).toBe(404);
  await world.stop();
});
