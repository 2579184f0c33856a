import * as fc from 'fast-check';
import { redisUrl } from './redis-url.js';

function read(url: string) {
  const parsed = redisUrl.safeParse(url);
  if (!parsed.success) return parsed.error.issues.map(({ message }) => message);
  const { password, ...rest } = parsed.data;
  return { ...rest, password: password?.reveal() };
}
const plain = {
  host: 'localhost',
  port: 6379,
  tls: false,
  database: 0,
  username: undefined,
  password: undefined,
};

describe('the address of the session store', () => {
  it.each([
    ['a host', 'redis://localhost', {}],
    ['a slash', 'redis://localhost/', {}],
    ['a colon without a port', 'redis://localhost:/', {}],
    ['TLS', 'rediss://localhost', { tls: true }],
    ['capitals', 'REDISS://localhost', { tls: true }],
    ['a port', 'redis://localhost:7000', { port: 7000 }],
    ['a database', 'redis://localhost/7', { database: 7 }],
    ['a port and a database', 'redis://localhost:1/15', { port: 1, database: 15 }],
    ['a name with an underscore', 'redis://session_store', { host: 'session_store' }],
    ['an IPv4 address', 'redis://127.0.0.1:6380', { host: '127.0.0.1', port: 6380 }],
    ['an IPv6 address', 'redis://[::1]', { host: '::1' }],
    [
      'an IPv6 address and a port',
      'rediss://[::1]:6380/2',
      { host: '::1', port: 6380, tls: true, database: 2 },
    ],
    ['an IPv6 address of a link', 'redis://[fe80::1%eth0]', { host: 'fe80::1%eth0' }],
    ['a user', 'redis://bff@localhost', { username: 'bff' }],
    ['a password', 'redis://:secret@localhost', { password: 'secret' }],
    ['both', 'redis://bff:secret@localhost', { username: 'bff', password: 'secret' }],
    ['neither', 'redis://:@localhost', {}],
    ['escapes', 'redis://b%66f:p%25%40%2F%3a@localhost', { username: 'bff', password: 'p%@/:' }],
    ['a bare #', 'redis://bff:12#ss@localhost', { username: 'bff', password: '12#ss' }],
    ['a bare /', 'redis://:12/ss@localhost/3', { password: '12/ss', database: 3 }],
    ['a bare ?', 'redis://:12?ss@localhost', { password: '12?ss' }],
    ['a bare @', 'redis://:p@ss@localhost', { password: 'p@ss' }],
    ['a bare :', 'redis://:p:ss@localhost', { password: 'p:ss' }],
    ['a bare [', 'redis://:p[ss@[::1]', { password: 'p[ss', host: '::1' }],
    ['a blank', 'redis://:p ss@localhost', { password: 'p ss' }],
    ['a plus, which is one', 'redis://:p+ss@localhost', { password: 'p+ss' }],
    ['what looks like an address', 'redis://:x@redis://y@localhost', { password: 'x@redis://y' }],
  ])('may have %s', (_what, url, parts) => {
    expect(read(url)).toEqual({ ...plain, ...parts });
  });

  it.each([
    ['nothing', 'redis://', 'must name one host'],
    ['a port alone', 'redis://:6379', 'must name one host'],
    ['credentials alone', 'redis://bff:secret@', 'must name one host'],
    ['a path alone', 'redis:///0', 'must name one host'],
    ['two hosts', 'redis://a:6379,b:6379', 'must name one host'],
    ['an IPv6 address without brackets', 'redis://::1:6379', 'IPv6 address in brackets'],
    ['brackets around something else', 'redis://[localhost]', 'IPv6 address in brackets'],
    ['brackets around nothing', 'redis://[]', 'IPv6 address in brackets'],
    ['a blank in the host', 'redis://local host', 'must name one host'],
    ['an escape in the host', 'redis://local%20host', 'must name one host'],
    ['a database that is none', 'redis://localhost/sessions', 'perhaps :PORT and /DATABASE'],
    ['a negative database', 'redis://localhost/-1', 'perhaps :PORT and /DATABASE'],
    ['a path', 'redis://localhost/1/2', 'perhaps :PORT and /DATABASE'],
    ['a query', 'redis://localhost?db=1', 'nothing after that'],
    ['a query after a path', 'rediss://localhost/0?ssl_cert_reqs=none', 'nothing after that'],
    ['a fragment', 'redis://localhost#1', 'nothing after that'],
    ['a port that is none', 'redis://localhost:http', 'perhaps :PORT'],
    ['port 0', 'redis://localhost:0', 'must name a port from 1 to 65535'],
    ['a port too high', 'redis://localhost:65536', 'must name a port from 1 to 65535'],
    ['a bare %', 'redis://:p%ss@localhost', 'bare %'],
    ['a bare % at the end', 'redis://:pass%@localhost', 'bare %'],
    ['a bare % in the user', 'redis://b%ff:x@localhost', 'bare %'],
    ['an escape that is no text', 'redis://:%ff@localhost', 'bare %'],
    ['no scheme', 'localhost:6379', 'starts with redis:// or rediss://'],
    ['a scheme without slashes', 'redis:localhost', 'starts with redis:// or rediss://'],
    ['another scheme', 'valkey://localhost', 'starts with redis:// or rediss://'],
    ['a socket', 'unix:///run/valkey.sock', 'starts with redis:// or rediss://'],
  ])('may not have %s', (_what, url, problem) => {
    expect(read(url)).toEqual([expect.stringContaining(problem)]);
  });

  it('says how to give a password with anything in it', () => {
    for (const url of ['redis://:p%ss@localhost', 'redis://user:p#ss', 'redis://localhost?x']) {
      expect(JSON.stringify(read(url))).toMatch(
        /percent-encode.*REDIS_USERNAME and REDIS_PASSWORD/,
      );
    }
  });
});

describe('whatever the password', () => {
  const visible = fc.string({ unit: 'grapheme', minLength: 1 });

  it('arrives, percent-encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (password) => {
        const url = `rediss://bff:${encodeURIComponent(password)}@[::1]:7000/1`;
        expect(read(url)).toMatchObject({ username: 'bff', password, host: '::1', port: 7000 });
      }),
    );
  });

  it('arrives as it is, where it holds no %', () => {
    fc.assert(
      fc.property(visible, (password) => {
        fc.pre(!password.includes('%') && !/\p{C}|\p{Z}/u.test(password));
        expect(read(`redis://bff:${password}@localhost/1`)).toMatchObject({
          username: 'bff',
          password,
          host: 'localhost',
          database: 1,
        });
      }),
    );
  });

  it('can be used or is named in one sentence, whatever else is written', () => {
    const piece = fc.constantFrom(...'%#/?@:[]a1 '.split(''), '::1', 'redis://', '6379', '%41');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const outcome = read(`redis://${pieces.join('')}`);
        const told = Array.isArray(outcome) ? outcome : [outcome.host];
        expect(told).toEqual([
          expect.stringMatching(Array.isArray(outcome) ? /^must .*[^.]$/ : /^[\w.:%-]+$/),
        ]);
      }),
      { numRuns: 1000 },
    );
  });
});
