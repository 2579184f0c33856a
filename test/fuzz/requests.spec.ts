import { jest } from '@jest/globals';
import * as fc from 'fast-check';
import { patience, runs } from '../support/fuzz-runs.js';
import type { TestBrowser } from '../support/test-browser.js';
import {
  asker,
  damaged,
  fieldText,
  method,
  requestOf,
  somewhere,
  spiced,
  words,
} from './arbitraries.js';
import { Wire } from './wire.js';

jest.setTimeout(patience);

const RUNS = 1_700;

// A failure names its seed and path: give them to fc.assert beside numRuns to have it again.
describe('whatever is in a request, there is an answer that was meant', () => {
  let wire: Wire;
  let alice: TestBrowser;
  let cookie: string;

  beforeAll(async () => {
    wire = await Wire.start();
    wire.world.api.answer = (_request, response) => response.writeHead(200).end('{}');
    alice = wire.world.browser();
    await alice.signIn();
    cookie = `session=${alice.cookie('session')}`;
  });
  afterAll(() => wire.stop());
  afterEach(async () => {
    wire.close();
    // Nothing of it was for her session: whoever sent it, she is as signed in as before.
    expect((await alice.fetch('/auth/session')).status).toBe(200);
  });

  const cookieWords = () => [
    ...words(`session= __Host-session= login- __Host-login- s: . ; = , " % %00 %2e %ff
        __proto__= constructor= notice=`),
    '; ',
    '\xff',
    '\t',
    'login-aaaaaaaabbbbbbbbbbbb=x',
    cookie.slice(0, 20),
    cookie.slice(-20),
  ];

  it('in its cookies, and none but the one that was given opens a session', async () => {
    const cookies = fc
      .oneof(spiced(cookieWords()), damaged(fc.constant(cookie)), fieldText(200))
      .filter((text) => !text.includes(cookie.slice('session='.length)));
    const fields = fc.tuple(asker, cookies).map(([who, text]) => [...who, `Cookie: ${text}`]);
    const line = fc.tuple(method, somewhere).map((parts) => parts.join(' '));
    await fc.assert(
      fc.asyncProperty(requestOf({ line, fields }), async (bytes) => {
        const answer = await wire.ask(bytes);
        expect(answer).toBeDefined();
        expect(isSession(bytes) && answer?.status === 200).toBe(false);
        expect(answer?.header('set-cookie') ?? '').not.toMatch(/(?:^|, )session=[^;]/);
      }),
      runs(RUNS),
    );
  });

  it('in its query, and a login leads to the provider with what belongs there, once', async () => {
    const wording = [
      ...words(`returnTo= prompt= login_hint= lang= identity_provider= state= code=
        client_id=evil redirect_uri=https://evil.example scope=all nonce=1 & =
        //evil.example https://evil.example %2f %5c %00 %0d%0a login select_account
        [] [a] __proto__ % %F0%9F + ; @ ? /`),
      '/\\evil.example',
    ];
    const text = spiced(wording, fc.string({ unit: 'grapheme-ascii', maxLength: 3 }), 14);
    const query = text.map((wish) => wish.replaceAll(/[\s#]/g, ''));
    const line = fc
      .tuple(method, somewhere, query)
      .map(([verb, path, wish]) => `${verb} ${path}?${wish}`);
    await fc.assert(
      fc.asyncProperty(requestOf({ line, fields: asker }), async (bytes) => {
        const answer = await wire.ask(bytes);
        expect(answer).toBeDefined();
        const place = URL.parse(answer?.header('location') ?? answer?.header('hx-redirect') ?? '');
        if (place?.origin !== wire.world.provider.origin) return;
        const { searchParams } = place;
        const names = [...searchParams.keys()];
        expect(names).toEqual([...new Set(names)]);
        if (!/^\/(oauth2\/authorize|signup)$/.test(place.pathname)) return;
        expect([searchParams.get('client_id'), searchParams.get('redirect_uri')]).toEqual([
          wire.world.provider.clientId,
          `${wire.world.origin}/auth/callback`,
        ]);
      }),
      runs(RUNS),
    );
  });

  it('in its headers, and none comes back', async () => {
    const names = fc.constantFrom(
      ...words(`Accept Accept-Encoding Accept-Language Authorization Content-Type Expect
        Forwarded HX-Current-URL HX-Request HX-Request-Type HX-Target Origin
        If-None-Match If-Modified-Since Purpose Range Referer Sec-Fetch-Dest
        Sec-Fetch-Mode Sec-Fetch-Site Sec-Purpose TE Traceparent Upgrade Via
        User-Agent X-CSRF X-Forwarded-Host X-Forwarded-Proto X-HTTP-Method-Override
        X-Original-URL X-Request-Id X-Rewrite-URL Proxy __proto__ constructor`),
    );
    const value = fc.oneof(
      spiced(
        words(`text/html */* application/json ;q= 0 1 , true partial full same-origin none
        cross-site navigate cors script prefetch null http://localhost
        https://evil.example / // 00- h2c 100-continue`),
      ),
      fieldText(60),
    );
    const field = fc.tuple(names, value).map(([name, text]) => `${name}: ${text}`);
    const fields = fc.array(field, { maxLength: 8 });
    const line = fc.tuple(method, somewhere).map((parts) => parts.join(' '));
    await fc.assert(
      fc.asyncProperty(requestOf({ line, fields }), async (bytes) => {
        const answer = await wire.ask(bytes, ['websocket_unsupported']);
        expect(answer).toBeDefined();
      }),
      runs(RUNS),
    );
  });

  it('in its target, signed in or not', async () => {
    const wording = [
      ...words(`/ // /. /.. /./ %2e %2E%2e %252e %2f %5c %00 % ? api auth callback login
        assets account admin example evil.example http:// localhost * : @ ; & = %C0%AE
        %u002e __proto__`),
      '\\',
      '\xff',
    ];
    const target = spiced(wording, fieldText(3), 12).map((text) => text.replaceAll(/[\s#]/g, ''));
    const line = fc
      .tuple(method, fc.constantFrom('/', '/api/', ''), target)
      .map(([verb, start, rest]) => `${verb} ${start}${rest || '/'}`);
    const fields = fc
      .tuple(asker, fc.constantFrom([], [`Cookie: ${cookie}`]))
      .map((parts) => parts.flat());
    // Her own way out is a right one, and is tried elsewhere.
    const requests = requestOf({ line, fields }).filter((bytes) => !/logout/i.test(bytes));
    await fc.assert(
      fc.asyncProperty(requests, async (bytes) => {
        expect(await wire.ask(bytes)).toBeDefined();
      }),
      runs(RUNS),
    );
  });

  it('in its body, from who is signed in', async () => {
    const forms = fc.constantFrom(
      ...words(`/account/sessions /account/password /account/authenticator /account /api/x
        /auth/login /auth/callback /example /`),
    );
    const type = fc.oneof(
      fc.constant('application/x-www-form-urlencoded'),
      spiced([
        ...words(`application/ x-www-form-urlencoded json multipart/form-data ; charset= utf-8
        iso-8859-1 utf-7 boundary= " =`),
        ' ',
      ]),
    );
    const coding = fc.constantFrom(
      [],
      [],
      [],
      ['Content-Encoding: gzip'],
      ['Content-Encoding: br'],
    );
    const content = fc.oneof(
      spiced([
        ...words(`end= code= password= new= again= all & = % %00 %ff [] [a][b] __proto__ { } "
        0 session:{ } utf8=✓`),
        '\0',
        '\r\n',
      ]),
      fieldText(300),
      fc.integer({ min: 1, max: 40_000 }).map((length) => 'a=b&'.repeat(length / 4)),
    );
    const request = fc
      .tuple(fc.constantFrom('POST', 'PUT'), forms, asker, type, coding, content)
      .map(([verb, path, who, mediaType, coded, text]) => {
        const body = Buffer.from(text).toString('latin1');
        const lines = [`Cookie: ${cookie}`, `Content-Type: ${mediaType}`, ...coded];
        return [
          `${verb} ${path} HTTP/1.1\r\nHost: localhost`,
          ...who,
          ...lines,
          `Content-Length: ${body.length}\r\n\r\n${body}`,
        ].join('\r\n');
      });
    await fc.assert(
      fc.asyncProperty(request, async (bytes) => {
        expect(await wire.ask(bytes)).toBeDefined();
      }),
      runs(RUNS),
    );
  });
});

const isSession = (bytes: string) => bytes.startsWith('GET /auth/session ');
