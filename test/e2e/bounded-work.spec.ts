import { Caller } from '../support/caller.js';
import { squareGrowth } from '../support/cost.js';
import { RawClient } from '../support/raw-client.js';
import { World } from '../support/world.js';

/** Of the 16 KiB that Node takes for a head, without what stands beside. */
const MOST_OF_A_HEAD = 14_000;
/** A body that is read before it is sent, and one that streams. */
const BODIES = [65_536, 4 * 1024 * 1024];

const filled = (filler: string, length: number) =>
  filler.repeat(Math.ceil(length / filler.length)).slice(0, length);

// CWE-407, CWE-1333: work that grows faster than what is sent
describe('the work for a request is in step with its length', () => {
  let world: World;
  let alice: Caller;
  let address = 0;

  beforeAll(async () => {
    world = await World.start({ TRUST_PROXY_HOPS: '1' });
    world.api.answer = (request, response) => {
      request.resume().once('end', () => response.end('{}'));
    };
    alice = await Caller.signIn(world);
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.api.received.length = 0;
    world.events.length = 0;
  });

  /** Each from an address of its own, so that no limit for one of them stands before the work. */
  const from = () => {
    address += 1;
    return `X-Forwarded-For: 10.${address >> 16}.${(address >> 8) & 255}.${address & 255}`;
  };
  const send = async (line: string, fields: string[], body = '', identity = alice.identity) => {
    const client = await RawClient.connect(world.origin);
    client.send([`${line} HTTP/1.1`, ...identity, ...fields, '', body].join('\r\n'));
    const answer = await client.answer();
    expect(answer.status).not.toBe(431);
    client.leave();
  };

  const PATHS = ['a', '/', 'a/', '.', './', '.a/', ';', ';a/', '..;', '%41', '%2541', '%25', '25'];
  const MORE_PATHS = [
    '%',
    '%2',
    '%e2%82%ac',
    '%2525',
    '%252541',
    '//',
    'A',
    '~',
    '%3b',
    '%20',
    '#',
  ];
  const QUERIES = ['a', '&', '&a=b', '=', '%41', '%', '?', '+', '[', '&a[]=', '/..', '%25'];
  const targets: [what: string, before: string, fillers: string[]][] = [
    ['path of a call', 'GET /api/%', [...PATHS, ...MORE_PATHS]],
    ['path of an admin’s call', 'GET /api/admin/', [...PATHS, ...MORE_PATHS]],
    ['path that is no route', 'GET /x', [...PATHS, ...MORE_PATHS]],
    ['path of a file', 'GET /assets/', ['a', '/', '.', '%2e%2e/']],
    ['query of a call', 'GET /api/x?', QUERIES],
    ['query of the home page', 'GET /?', QUERIES],
    ['query of a login', 'GET /auth/login?', QUERIES],
    ['query of a callback', 'GET /auth/callback?state=x', QUERIES],
    ['state of a callback', 'GET /auth/callback?code=x&state=', ['a', '.', 'A-_', '%41']],
    ['error of a callback', 'GET /auth/callback?error_description=', ['a', '+', '%0a', '%3c']],
    [
      'returnTo',
      'GET /auth/login?returnTo=/',
      [...PATHS, ...QUERIES, '%2F', '%5C', '%2e%2e/', '%0a'],
    ],
  ];
  it.each(
    targets.flatMap(([what, before, fillers]) => fillers.map((each) => [what, each, before])),
  )('where the %s is filled with %s', async (_what, filler, before) => {
    const work = (length: number) => send(before + filled(filler, length), [from()]);
    expect(await squareGrowth(work, MOST_OF_A_HEAD)).toBeUndefined();
  });

  const COOKIES = [
    'a',
    '; ',
    ';',
    '=',
    'a=b; ',
    'login-1=a; ',
    '__Host-login-a=b; ',
    'session=s%3Aa; ',
  ];
  it.each([...COOKIES, '"', '%', '%41', 'session=s%3Aa.b', '.', ',', 'login-aaaaaaaaaaaaaaaa; '])(
    'where the cookies are filled with %s',
    async (filler) => {
      for (const line of ['GET /api/x', 'GET /', 'GET /auth/login', 'POST /auth/logout']) {
        const [host = '', cookie = '', ...others] = alice.identity;
        const work = (length: number) =>
          send(line, [from()], '', [host, `${cookie}; ${filled(filler, length)}`, ...others]);
        expect([line, await squareGrowth(work, MOST_OF_A_HEAD)]).toEqual([line, undefined]);
      }
    },
  );

  const HEADERS = [
    ['Accept', 'Accept-Encoding', 'Accept-Language', 'Content-Type', 'Content-Encoding'],
    ['Sec-Fetch-Mode', 'Sec-Fetch-Dest', 'Sec-Purpose', 'Origin', 'Referer', 'X-CSRF'],
    ['X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host', 'Forwarded', 'X-Request-Id'],
    ['Connection', 'Expect', 'Upgrade', 'TE', 'User-Agent', 'Authorization', 'Traceparent'],
    ['HX-Request', 'HX-Request-Type', 'HX-Current-URL', 'If-None-Match', 'If-Match', 'Range'],
    ['If-Modified-Since', 'If-Range', 'Prefer', 'Idempotency-Key', 'X-Unknown'],
  ].flat();
  const VALUES = [
    'a',
    ',',
    ', a',
    'a;q=0.1, ',
    ';',
    '; a="',
    '"',
    '\\',
    '=',
    '/',
    'text/html,',
    ' a',
    '::',
    '%41',
  ];
  it.each(HEADERS)(
    'where %s is filled with anything',
    async (name) => {
      for (const filler of VALUES) {
        for (const line of ['GET /api/x', 'GET /example']) {
          const others = name === 'X-Forwarded-For' ? [] : [from()];
          const work = (length: number) => {
            const start = name === 'HX-Current-URL' ? `${world.origin}/` : 'x';
            return send(line, [...others, `${name}: ${start}${filled(filler, length)}x`]);
          };
          const grown = await squareGrowth(work, MOST_OF_A_HEAD);
          expect([filler, line, grown]).toEqual([filler, line, undefined]);
        }
      }
    },
    60_000,
  );

  it.each(['a', '/', '%41', './', '?', '#', 'a/../', '%25'])(
    'where a stranger’s page is at an address that is filled with %s',
    async (filler) => {
      const work = (length: number) => {
        const page = `${world.origin}/${filled(filler, length)}`;
        const htmx = ['HX-Request: true', `HX-Current-URL: ${page}`];
        return send('GET /example', [from(), ...htmx], '', ['Host: localhost']);
      };
      expect(await squareGrowth(work, MOST_OF_A_HEAD)).toBeUndefined();
    },
  );

  it.each(['a', 'X-Forwarded-For', 'Accept', 'Connection', 'Cookie', 'If-None-Match', 'Via'])(
    'where there are many lines of %s',
    async (name) => {
      const line = `${name}: b`;
      const work = (length: number) =>
        send('GET /api/x', [
          ...Array.from({ length: Math.min(900, length / (line.length + 2)) }, () => line),
          from(),
        ]);
      expect(await squareGrowth(work, MOST_OF_A_HEAD)).toBeUndefined();
    },
  );

  it.each(BODIES)('where the body has %i bytes', async (length) => {
    for (const target of ['/api/x', '/auth/logout', '/auth/login']) {
      const work = (bytes: number) =>
        send(
          `POST ${target}`,
          [from(), `Content-Length: ${Math.floor(bytes)}`],
          filled('a=b&', bytes),
        );
      expect([target, await squareGrowth(work, length)]).toEqual([target, undefined]);
    }
  });
});
