import { Caller } from '../support/caller.js';
import type { RawAnswer } from '../support/raw-client.js';
import { RawUpstream } from '../support/raw-upstream.js';
import { World } from '../support/world.js';

describe('the headers of an answer of the API', () => {
  let upstream: RawUpstream;
  let world: World;
  let alice: Caller;

  beforeAll(async () => {
    upstream = await RawUpstream.start();
    world = await World.start({ API_URL: upstream.url });
    alice = await Caller.signIn(world);
  });
  afterAll(async () => {
    await world.stop();
    await upstream.stop();
  });
  beforeEach(() => upstream.reset());

  const answerTo = (lines: string[], body = ''): Promise<RawAnswer> => {
    upstream.says(lines, body);
    return alice.call('GET /api/x');
  };

  it('keep what describes the content', async () => {
    const told = [
      ['accept-ranges', 'bytes'],
      ['allow', 'GET, HEAD'],
      ['content-disposition', 'attachment; filename="caf\xe9.txt"'],
      ['content-language', 'de'],
      ['content-range', 'bytes 0-1/2'],
      ['content-type', 'application/vnd.test+json; charset=utf-8'],
      ['etag', 'W/"1"'],
      ['last-modified', 'Sat, 29 Oct 1994 19:43:31 GMT'],
      ['link', '</x?page=2>; rel="next"'],
      ['location', 'https://elsewhere.example/x'],
      ['retry-after', '120'],
      ['vary', 'accept-language'],
    ];
    const fields = told.map((parts) => parts.join(': '));
    const answer = await answerTo(['HTTP/1.1 200 OK', 'Content-Length: 2', ...fields], 'ok');
    expect(told.map(([name = '']) => [name, answer.header(name)])).toEqual(told);
  });

  it('lead back here where a Location is the API’s own', async () => {
    const { origin } = new URL(upstream.url);
    const locations = [
      `${origin}/stage/x/42`,
      '/stage/x/42',
      'x/42',
      `${origin.toUpperCase()}/stage/x/42`,
    ];
    for (const location of locations) {
      const answer = await answerTo([
        'HTTP/1.1 201 Created',
        'Content-Length: 0',
        `Location: ${location}`,
      ]);
      expect([location, answer.header('location')]).toEqual([location, '/api/x/42']);
    }
  });

  it('don’t name the API in a second Location either', async () => {
    const lines = ['/x/1', '/x/2'].map((path) => `Location: ${upstream.url}${path}`);
    const answer = await answerTo(['HTTP/1.1 201 Created', 'Content-Length: 0', ...lines]);
    expect(answer.header('location')).toBe('/api/x/1, /api/x/2');
  });

  it('keep every byte of a name that isn’t ASCII, in whichever encoding', async () => {
    const framings: [field: string, body: string][] = [
      ['Content-Length: 0', ''],
      ['Content-Length: 2', 'ok'],
      ['Transfer-Encoding: chunked', '2\r\nok\r\n0\r\n\r\n'],
    ];
    for (const name of ['caf\xe9', 'caf\xc3\xa9']) {
      for (const [framing, body] of framings) {
        const field = `attachment; filename="${name}"`;
        const head = ['HTTP/1.1 200 OK', framing, `Content-Disposition: ${field}`];
        expect((await answerTo(head, body)).header('content-disposition')).toBe(field);
      }
    }
  });

  it('keep every line of a list', async () => {
    const links = ['Link: </a>; rel=a', 'Vary: a', 'Link: </b>; rel=b', 'Vary: b'];
    const answer = await answerTo(['HTTP/1.1 200 OK', 'Content-Length: 0', ...links]);
    expect(answer.header('link')).toBe('</a>; rel=a, </b>; rel=b');
    expect(answer.header('vary')).toMatch(/\ba, b$/);
  });

  const MARK = 'upstream-value';
  it.each([
    ['a cookie', ['Set-Cookie: session=MARK; Path=/', 'Set-Cookie: MARK=1', 'Set-Cookie2: MARK']],
    ['a Keep-Alive', ['Keep-Alive: timeout=5, MARK']],
    ['proxy authentication', ['Proxy-Authenticate: Basic realm=MARK', 'Proxy-Connection: MARK']],
    ['a challenge', ['WWW-Authenticate: Bearer realm=MARK']],
    ['an Upgrade', ['Upgrade: MARK']],
    ['an alternative service', ['Alt-Svc: h3=":443"; ma=MARK']],
    ['a Trailer', ['Trailer: MARK']],
    ['a CORS permission', ['Access-Control-Allow-Origin: https://MARK']],
    ['a CORS permission with credentials', ['Access-Control-Allow-Credentials: true MARK']],
    ['other CORS headers', ['Access-Control-Expose-Headers: MARK', 'Access-Control-Max-Age: MARK']],
    ['who made it', ['Server: MARK', 'X-Powered-By: MARK', 'Via: 1.1 MARK']],
    ['headers of AWS', ['x-amzn-RequestId: MARK', 'apigw-requestid: MARK', 'x-amz-cf-id: MARK']],
    ['a weaker policy', ['Content-Security-Policy: default-src * MARK', 'X-Frame-Options: MARK']],
    ['less of HTTPS', ['Strict-Transport-Security: max-age=0; MARK', 'Public-Key-Pins: MARK']],
    ['a leave to sniff', ['X-Content-Type-Options: MARK', 'Referrer-Policy: MARK']],
    ['a leave to cache', ['Cache-Control: public, max-age=9, MARK', 'Pragma: MARK', 'Age: MARK']],
    ['an expiry', ['Expires: MARK', 'Surrogate-Control: MARK', 'CDN-Cache-Control: MARK']],
    ['orders to the browser', ['Clear-Site-Data: "MARK"', 'Refresh: 0; MARK', 'NEL: MARK']],
    ['orders to a proxy', ['X-Accel-Redirect: /MARK', 'X-Sendfile: /MARK']],
    ['orders to htmx', ['HX-Redirect: /MARK', 'HX-Location: /MARK', 'HX-Trigger: MARK']],
    ['a request id of its own', ['X-Request-Id: MARK']],
    ['a name that nobody knows', ['X-MARK: 1', 'MARK: 1']],
  ])('never bring %s', async (_kind, fields) => {
    const marked = fields.map((field) => field.replaceAll('MARK', MARK));
    const answer = await answerTo(['HTTP/1.1 200 OK', 'Content-Length: 2', ...marked], 'ok');
    expect([answer.status, answer.text]).toEqual([200, 'ok']);
    expect(answer.fields.flat().filter((text) => text.includes(MARK))).toEqual([]);
  });

  it('have those of the product beside them, once each', async () => {
    const answer = await answerTo([
      'HTTP/1.1 200 OK',
      'Content-Length: 0',
      'Cache-Control: public',
      'Content-Security-Policy: default-src *',
      'Date: Sat, 29 Oct 1994 19:43:31 GMT',
    ]);
    expect(answer.header('cache-control')).toBe('no-store');
    expect(answer.header('content-security-policy')).toBe(
      "sandbox; default-src 'none'; frame-ancestors 'none'",
    );
    expect(answer.header('x-content-type-options')).toBe('nosniff');
    expect(answer.header('x-request-id')).toBeDefined();
    expect(answer.header('date')).not.toContain(' GMT, ');
    expect(answer.header('set-cookie')).toBeUndefined();
  });

  it.each([
    ['one', ['Connection: etag'], ['etag']],
    ['several', ['Connection: keep-alive, ETag, Link'], ['etag', 'link']],
    ['some on two lines', ['Connection: retry-after', 'Connection: link'], ['link', 'retry-after']],
  ])('drop what Connection names: %s', async (_name, connection, dropped) => {
    const fields = ['ETag: "1"', 'Link: </a>', 'Retry-After: 1', 'Content-Length: 2'];
    const answer = await answerTo(['HTTP/1.1 200 OK', ...fields, ...connection], 'ok');
    const names = ['etag', 'link', 'retry-after'];
    const left = names.filter((name) => answer.header(name) !== undefined);
    expect(left).toEqual(names.filter((name) => !dropped.includes(name)));
    expect(answer.text).toBe('ok');
  });

  it('keep those of the product where Connection names them', async () => {
    const fields = ['Connection: cache-control, content-security-policy, x-request-id'];
    const answer = await answerTo(['HTTP/1.1 200 OK', 'Content-Length: 0', ...fields]);
    expect(answer.header('cache-control')).toBe('no-store');
    expect(answer.header('content-security-policy')).toBeDefined();
    expect(answer.header('x-request-id')).toBeDefined();
  });

  it('lose no content where Connection names its length', async () => {
    const fields = ['Connection: content-length', 'Content-Length: 5'];
    expect((await answerTo(['HTTP/1.1 200 OK', ...fields], 'hello')).text).toBe('hello');
  });
});
