import * as fc from 'fast-check';
import { CALLBACK, startPool } from '../../testing/pool-under-test.js';
import type { PoolUnderTest } from '../../testing/pool-under-test.js';

/** What must never be in a page but as text. It is part of many of the values. */
const MARK = '<b id=x>"\'&';
const PATHS = ['/oauth2/authorize', '/signup', '/login', '/selectAccount', '/forgotPassword'];

const words = fc.constantFrom(
  '',
  'none',
  'login',
  'select_account',
  'none login',
  'COGNITO',
  'de',
  '0',
  '60',
  '-1',
  CALLBACK,
  'http://localhost:3000.evil.example/auth/callback',
  'https://evil.example/auth/callback',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  'https://api.example.com',
  MARK,
  `"><script>${MARK}`,
  '\r\nlocation: https://evil.example',
  '\0',
  '%',
  '\ud800',
);
const value = fc.oneof(
  words,
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 300 }).map((text) => `${text}${MARK}`),
);
const name = fc.constantFrom(
  'prompt',
  'max_age',
  'login_hint',
  'lang',
  'identity_provider',
  'idp_identifier',
  'resource',
  'state',
  'nonce',
  'scope',
  'response_type',
  'redirect_uri',
  'client_id',
  'session',
  'notice',
  '__proto__',
);
const changes = fc.array(fc.tuple(name, value), { maxLength: 6 });

/** A page of the pool (or status 0: the address outside that the browser was sent to). */
interface Ended {
  at: string;
  status: number;
  html: string;
}

/** What is wrong about where a request ended, if anything. */
function problemsOf(asked: URLSearchParams, { at, status, html }: Ended): string[] {
  const { origin, pathname, searchParams } = new URL(at);
  const isPage = status !== 0;
  const isErrorPage = isPage && pathname === '/error';
  return [
    /<b id|<script(?! src="\/assets\/local\.js" defer>)/u.test(html) && 'something is not escaped',
    /(?:href|action|src)="(?!\/(?!\/)|data:|otpauth:)/u.test(html) && 'a link leads elsewhere',
    !isPage && origin + pathname !== CALLBACK && 'an open redirect',
    status >= 500 && `status ${status}`,
    // Where nobody can be told, there is an error page even then.
    isPage && !isErrorPage && asked.get('prompt')?.trim() === 'none' && 'a page for prompt=none',
    !isPage && !/^(?:[a-z_]+)?$/u.test(searchParams.get('error') ?? '') && 'an odd error',
    !isPage && searchParams.get('state') !== asked.get('state') && 'another state',
  ].filter((problem) => problem !== false);
}

describe('an authorization request of any kind', () => {
  let pool: PoolUnderTest;
  let cookie: string;

  beforeAll(async () => {
    pool = await startPool();
    const visitor = pool.visitor();
    await pool.signIn(visitor);
    cookie = `cognito.eu-central-1_localpool=${visitor.cookies.get('cognito.eu-central-1_localpool')}`;
  });
  afterAll(() => pool.close());

  const follow = async (url: string, headers: Record<string, string>): Promise<Ended> => {
    let at = url;
    for (let redirects = 0; redirects < 5; redirects += 1) {
      if (new URL(at).origin !== pool.domain) return { at, status: 0, html: '' };
      const response = await fetch(at, { redirect: 'manual', headers });
      const location = response.headers.get('location');
      const html = await response.text();
      if (location === null) return { at, status: response.status, html };
      at = new URL(location, at).href;
    }
    throw new Error(`Too many redirects: ${at}`);
  };

  it('ends at a page that shows nothing unescaped, or at the callback that is registered', async () => {
    const path = fc.constantFrom(...PATHS);
    await fc.assert(
      fc.asyncProperty(path, changes, fc.boolean(), async (entry, changed, isSignedIn) => {
        const url = new URL(pool.authorizeUrl({}, entry));
        for (const [key, text] of changed) url.searchParams.set(key, text);
        const ended = await follow(url.href, isSignedIn ? { cookie } : {});
        expect(problemsOf(url.searchParams, ended)).toEqual([]);
      }),
      { numRuns: 400 },
    );
    expect(pool.failures).toEqual([]);
  });

  it('ends so when parameters are repeated, too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PATHS), changes, async (entry, added) => {
        const url = new URL(pool.authorizeUrl({}, entry));
        for (const [key, text] of added) url.searchParams.append(key, text);
        expect(problemsOf(url.searchParams, await follow(url.href, { cookie }))).toEqual([]);
      }),
      { numRuns: 200 },
    );
    expect(pool.failures).toEqual([]);
  });

  it('brings no code to who is not signed in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PATHS), changes, async (entry, changed) => {
        const url = new URL(pool.authorizeUrl({ prompt: 'none' }, entry));
        for (const [key, text] of changed) url.searchParams.set(key, text);
        const { at } = await follow(url.href, {});
        expect(new URL(at).searchParams.has('code')).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
