import { Caller } from '../support/caller.js';
import { World } from '../support/world.js';

const CHUNKS = '5\r\nhello\r\n0\r\n\r\n';

describe('the headers of a call to the API', () => {
  let world: World;
  let alice: Caller;

  beforeAll(async () => {
    world = await World.start({ TRUST_PROXY_HOPS: '0' });
    alice = await Caller.signIn(world);
  });
  afterAll(() => world.stop());
  beforeEach(() => world.api.reset());

  /** What the API got of a call with these fields. */
  const sentWith = async (...fields: string[]) => {
    const { status } = await alice.call('POST /api/x', [...fields, 'Content-Length: 2'], '{}');
    expect(status).toBe(200);
    return world.api.last;
  };
  const token = () => `Bearer ${world.provider.issued.at(-1)?.access_token}`;

  it('carry what describes the content and the wish', async () => {
    const told = {
      accept: 'application/json;q=0.9, */*',
      'accept-encoding': 'br;q=1.0, gzip',
      'accept-language': 'de-CH, de;q=0.9',
      'content-encoding': 'identity',
      'content-language': 'de',
      'content-type': 'application/vnd.test+json; charset="utf-8"',
      'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
      'if-match': '"a", W/"b"',
      'if-modified-since': 'Sat, 29 Oct 1994 19:43:31 GMT',
      'if-none-match': '*',
      'if-range': '"a"',
      'if-unmodified-since': 'Sat, 29 Oct 1994 19:43:31 GMT',
      prefer: 'return=minimal',
      range: 'bytes=0-499, -500',
      'user-agent': 'Test/1.0 (caf\xe9; "quoted")',
    };
    const { headers } = await sentWith(
      ...Object.entries(told).map(([name, value]) => `${name}: ${value}`),
    );
    expect(headers).toMatchObject(told);
  });

  it('keep every line of a list, in order', async () => {
    const { headers } = await sentWith('Accept: a/a', 'If-None-Match: "1"', 'Accept: b/b;q=0.1');
    expect(headers).toMatchObject({ accept: 'a/a, b/b;q=0.1', 'if-none-match': '"1"' });
  });

  it('say who forwards, for whom, and the request’s id', async () => {
    const { status, header } = await alice.call('GET /api/x');
    expect(status).toBe(200);
    const { host, protocol } = new URL(world.origin);
    const { headers } = world.api.last;
    expect(headers).toMatchObject({
      host: new URL(world.api.url).host,
      authorization: token(),
      'x-forwarded-host': host,
      'x-forwarded-proto': protocol.slice(0, -1),
      'x-request-id': header('x-request-id'),
    });
    expect(headers['x-forwarded-for']).toMatch(/^(::ffff:)?127\.0\.0\.1$|^::1$/);
  });

  const MARK = 'smuggled-value';
  const kept: [kind: string, fields: string[]][] = [
    ['a cookie', [`Cookie: other=${MARK}`, `Cookie2: ${MARK}`]],
    ['an Authorization of their own', [`Authorization: Bearer ${MARK}`]],
    ['two Authorizations', [`Authorization: Bearer ${MARK}`, `authorization: Basic ${MARK}`]],
    ['proxy credentials', [`Proxy-Authorization: Basic ${MARK}`, `Proxy-Authenticate: ${MARK}`]],
    ['a Proxy-Connection', [`Proxy-Connection: ${MARK}`, `Proxy-Anything: ${MARK}`]],
    ['a TE', [`TE: ${MARK}`, 'TE: trailers']],
    ['a Trailer', [`Trailer: ${MARK}`]],
    ['a Keep-Alive', [`Keep-Alive: timeout=${MARK}`]],
    ['an Upgrade', [`Upgrade: ${MARK}`]],
    [
      'who they claim to be for',
      [`X-Forwarded-For: ${MARK}`, `X-Forwarded-For: 10.0.0.1, ${MARK}`],
    ],
    ['the host that they claim', [`X-Forwarded-Host: ${MARK}`, `X-Forwarded-Server: ${MARK}`]],
    ['the scheme that they claim', [`X-Forwarded-Proto: ${MARK}`, `X-Forwarded-Scheme: ${MARK}`]],
    [
      'the port and prefix that they claim',
      [`X-Forwarded-Port: 1${MARK}`, `X-Forwarded-Prefix: /${MARK}`],
    ],
    ['another X-Forwarded-*', [`X-Forwarded-User: ${MARK}`, `X-Forwarded-${MARK}: x`]],
    ['a Forwarded', [`Forwarded: for=${MARK};host=${MARK}`]],
    [
      'an X-Real-IP',
      [`X-Real-IP: ${MARK}`, `True-Client-IP: ${MARK}`, `CF-Connecting-IP: ${MARK}`],
    ],
    ['a header of AWS', [`X-Amzn-Oidc-Data: ${MARK}`, `X-Amz-Security-Token: ${MARK}`]],
    ['a trace id of AWS', [`X-Amzn-Trace-Id: Root=${MARK}`, `X-Amz-Cf-Id: ${MARK}`]],
    ['a name for the user', [`X-User: ${MARK}`, `X-Remote-User: ${MARK}`, `Remote-User: ${MARK}`]],
    ['groups', [`X-Groups: ${MARK}`, `Cognito-Groups: ${MARK}`]],
    ['a request id', [`X-Request-Id: ${MARK}`, `X-Correlation-Id: ${MARK}`]],
    [
      'another path',
      [`X-Original-URL: /${MARK}`, `X-Rewrite-URL: /${MARK}`, `X-Original-Host: ${MARK}`],
    ],
    ['another method', [`X-HTTP-Method-Override: ${MARK}`]],
    ['where they came from', [`Referer: https://x/${MARK}`, `Sec-Fetch-Dest: ${MARK}`]],
    ['a CORS preflight', [`Access-Control-Request-Method: ${MARK}`]],
    ['names with underscores', [`x_forwarded_for: ${MARK}`, `remote_user: ${MARK}`]],
    ['names in upper case', [`X-FORWARDED-FOR: ${MARK}`, `COOKIE: a=${MARK}`]],
    ['prototype pollution', [`__proto__: ${MARK}`, `constructor: ${MARK}`]],
    ['a name that nobody knows', [`X-${MARK}: x`, `Anything: ${MARK}`]],
  ];
  it.each(kept)('keep %s from the API', async (_kind, fields) => {
    const { rawHeaders } = await sentWith(...fields);
    expect(rawHeaders.join('\n')).not.toContain(MARK);
    expect(rawHeaders.filter((name) => /^(cookie|authorization|host)$/i.test(name))).toHaveLength(
      2,
    );
  });

  it('hold nothing that isn’t on the list, however much there is', async () => {
    const fields = Array.from({ length: 300 }, (_, index) => `X-Field-${index}: ${index}`);
    const { status } = await alice.call('GET /api/x', [...fields, 'Accept-Language: de']);
    expect(status).toBe(200);
    expect(world.api.last.headers['accept-language']).toBe('de');
    expect(
      Object.keys(world.api.last.headers).filter((name) => name.startsWith('x-field')),
    ).toEqual([]);
  });

  // RFC 9110 §7.6.1: an intermediary removes what Connection names
  const FOR_THIS_HOP = ['Accept-Language: de', 'If-None-Match: "1"', 'Prefer: x', 'User-Agent: x'];
  it.each([
    ['one', ['Connection: accept-language'], ['accept-language']],
    ['several', ['Connection: accept-language, Prefer'], ['accept-language', 'prefer']],
    ['some beside its own', ['Connection: keep-alive, PREFER ,close'], ['prefer']],
    [
      'some on two lines',
      ['Connection: prefer', 'Connection: user-agent'],
      ['prefer', 'user-agent'],
    ],
    ['some amid commas', ['Connection: ,, prefer ,,'], ['prefer']],
    ['some after a tab', ['Connection: close,\tprefer'], ['prefer']],
  ])('drop what Connection names: %s', async (_name, connection, dropped) => {
    const { headers } = await sentWith(...FOR_THIS_HOP, ...connection);
    const names = ['accept-language', 'if-none-match', 'prefer', 'user-agent'];
    const left = names.filter((name) => !dropped.includes(name));
    expect(
      Object.keys(headers)
        .filter((name) => names.includes(name))
        .toSorted(),
    ).toEqual(left);
  });

  it('still say who forwards where Connection names that', async () => {
    const { headers } = await sentWith(
      'Connection: authorization, host, x-forwarded-for, x-forwarded-host, x-forwarded-proto',
      'Connection: x-request-id, cookie, sec-fetch-site',
    );
    expect(headers).toMatchObject({ authorization: token(), host: new URL(world.api.url).host });
    for (const name of ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-request-id'])
      expect(headers).toHaveProperty(name);
  });

  it.each([
    ['length', ['Connection: content-length', 'Content-Length: 5'], 'hello'],
    ['coding', ['Connection: transfer-encoding', 'Transfer-Encoding: chunked'], CHUNKS],
  ])('lose no body where Connection names its %s', async (_name, fields, body) => {
    expect((await alice.call('POST /api/x', fields, body)).status).toBe(200);
    expect(world.api.received).toHaveLength(1);
    expect(await world.api.last.body).toBe('hello');
  });

  it('drop trailers, those that look like headers among them', async () => {
    const { status } = await alice.call(
      'POST /api/x',
      ['Transfer-Encoding: chunked', 'Trailer: Authorization, X-User'],
      `5\r\nhello\r\n0\r\nAuthorization: ${MARK}\r\nX-User: ${MARK}\r\nCookie: ${MARK}\r\n\r\n`,
    );
    expect(status).toBe(200);
    expect(await world.api.last.body).toBe('hello');
    expect(world.api.last.headers).toMatchObject({ authorization: token() });
    expect(world.api.last.rawHeaders.join('\n')).not.toContain(MARK);
    expect(world.api.last.headers).not.toHaveProperty('trailer');
  });
});

describe('the headers of a call to the API from behind a load balancer', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ PUBLIC_URL: 'https://app.example.com', TRUST_PROXY_HOPS: '1' });
  });
  afterAll(() => world.stop());

  it('say the address that the load balancer saw, and none that the client wrote before it', async () => {
    const browser = world.browser();
    await browser.signIn();
    const headers = { 'x-forwarded-for': '10.0.0.1, 198.51.100.7', 'x-forwarded-host': 'evil' };
    expect((await browser.fetch('/api/x', { headers })).status).toBe(200);
    expect(world.api.last.headers).toMatchObject({
      'x-forwarded-for': '198.51.100.7',
      'x-forwarded-host': 'app.example.com',
      'x-forwarded-proto': 'https',
    });
  });
});
