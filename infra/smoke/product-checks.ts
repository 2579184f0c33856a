import { at, type Check, expectStatus, expectThat } from './check.js';
import { listOf, NAVIGATION, visit } from './visit.js';

const SECURITY_HEADERS: [name: string, right: RegExp][] = [
  ['content-security-policy', /default-src 'none'.*frame-ancestors 'none'/u],
  ['x-content-type-options', /^nosniff$/u],
  ['x-frame-options', /^DENY$/iu],
  ['referrer-policy', /^(no-referrer|same-origin)$/u],
  ['cache-control', /^no-store$/u],
];

/** The product by itself: is it up, and is it closed where it should be? */
export const productChecks: Check[] = [
  {
    name: 'the process answers',
    run: async (target) => expectStatus(await visit(at(target, '/health/live')), 200),
  },
  {
    name: 'it is ready for traffic, and reaches its session store',
    run: async (target) => {
      const answer = await visit(at(target, '/health/ready'));
      expectStatus(answer, 200);
      expectThat(
        /"session_store":"up"/u.test(answer.body),
        `/health/ready says that something is down: ${answer.body.slice(0, 200)}`,
      );
    },
  },
  {
    name: 'plain http leads to https',
    run: async (target) => {
      if (target.origin.protocol !== 'https:') return 'the address is plain http';
      const plain = new URL(target.origin);
      plain.protocol = 'http:';
      plain.port = '';
      const { status, location } = await visit(plain, NAVIGATION);
      const isMoved = [301, 302, 307, 308].includes(status);
      expectThat(
        isMoved && location?.protocol === 'https:' && location.hostname === plain.hostname,
        `http://${plain.host} answers ${status}, where a redirect to https is right`,
      );
      return undefined;
    },
  },
  {
    name: 'pages have their security headers',
    run: async (target) => {
      const { status, headers, url } = await visit(at(target, '/'), NAVIGATION);
      expectThat(status === 200, `${url.pathname} answers ${status}, where 200 is right`);
      const https: [string, RegExp][] = [['strict-transport-security', /max-age=\d{7,}/u]];
      const wanted = [...SECURITY_HEADERS, ...(target.origin.protocol === 'https:' ? https : [])];
      const wrong = wanted.filter(([name, right]) => !right.test(listOf(headers[name]).join()));
      expectThat(wrong.length === 0, `/ has a wrong ${wrong.map(([name]) => name).join(', ')}`);
      const csp = listOf(headers['content-security-policy']).join();
      expectThat(!/unsafe-/u.test(csp), 'the Content-Security-Policy allows inline code or eval');
    },
  },
  {
    name: 'who isn’t known gets no cookie',
    run: async (target) => {
      const { headers } = await visit(at(target, '/'), NAVIGATION);
      expectThat(headers['set-cookie'] === undefined, '/ sets a cookie for an anonymous visitor');
    },
  },
  {
    name: 'a closed page leads to the login and back',
    run: async (target) => {
      const answer = await visit(at(target, '/account'), NAVIGATION);
      expectStatus(answer, 302);
      const { pathname, search } = answer.location ?? {};
      expectThat(
        pathname === '/auth/login' && search === '?returnTo=%2Faccount',
        `/account leads to ${answer.location?.href}, where /auth/login?returnTo=%2Faccount is right`,
      );
    },
  },
  {
    name: 'a program that isn’t signed in is told so',
    run: async (target) => {
      const answer = await visit(at(target, '/api/anything'), { 'sec-fetch-site': 'same-origin' });
      expectStatus(answer, 401);
      expectThat(/"not_signed_in"/u.test(answer.body), '/api/anything doesn’t say not_signed_in');
    },
  },
  {
    name: 'another site can’t call the API',
    run: async (target) => {
      const answer = await visit(at(target, '/api/anything'), { 'sec-fetch-site': 'cross-site' });
      expectStatus(answer, 403);
    },
  },
];
