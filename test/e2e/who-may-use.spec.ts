import { randomInt } from 'node:crypto';
import { Administration } from '../support/administration.js';
import { routesOf } from '../support/routes.js';
import type { TestBrowser } from '../support/test-browser.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const PEOPLE = { stranger: undefined, user: 'bob@example.com', admin: 'alice@example.com' };
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };
const KINDS = {
  navigation: { ...SAME_ORIGIN, 'sec-fetch-mode': 'navigate', accept: 'text/html' },
  htmx: { ...SAME_ORIGIN, 'hx-request': 'true', 'hx-request-type': 'partial' },
  program: { ...SAME_ORIGIN, 'sec-fetch-mode': 'cors', accept: '*/*' },
};

type Who = keyof typeof PEOPLE;
type Kind = keyof typeof KINDS;
const names = <Name extends string>(table: Record<Name, unknown>): Name[] =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of a table written here
  Object.keys(table) as Name[];
const combinations = names<Who>(PEOPLE).flatMap((who) =>
  names<Kind>(KINDS).map((kind): [Who, Kind] => [who, kind]),
);

/** How a request ended, as far as it tells who may do what. */
type Outcome = 'in' | 'login' | 'not signed in' | 'forbidden' | 'not there';

/** Who × route × method, by the routes that there are and their marks. */
describe('who may use what', () => {
  let administration: Administration;
  let someone: string;
  /** What stands for the parts of a path that aren't given: who adds a route with such a part says so here. */
  let parts: Record<string, string>;

  beforeAll(async () => {
    administration = await Administration.start();
    someone = (await administration.userOf('bob@example.com')).username;
    parts = { ':username': someone, '*path': 'no/such/page' };
  });
  afterAll(() => administration.stop());

  const browserOf = async (who: Who): Promise<TestBrowser> => {
    const name = PEOPLE[who];
    return name === undefined ? administration.world.browser() : administration.signIn(name);
  };

  it.each(combinations)('a %s, by %s', async (who, kind) => {
    const routes = routesOf(administration.world);
    const paths = [...new Set(routes.map(({ path }) => path))];
    const [found, expected]: [Record<string, Outcome>, Record<string, Outcome>] = [{}, {}];
    let browser = await browserOf(who);
    for (const path of paths) {
      for (const method of METHODS) {
        const asked = path.replaceAll(/[:*]\w+/g, (part) => parts[part] ?? part);
        const route = `${method} ${path}`;
        found[route] = await ask(browser, method, asked, kind);
        expected[route] = outcomeFor(who, kind, accessOf(method, path, routes));
        if (path === '/auth/logout' && method === 'POST') browser = await browserOf(who);
      }
    }
    expect(found).toEqual(expected);
    expect(Object.keys(found)).toContain('POST /admin/users/:username');
  });

  it.each([
    '/admin/',
    '/ADMIN',
    '/admin/Users/',
    '/admin/users/x/y',
    '/admin/users/x?do=disable',
    '/admin//users',
    '/admin/%75sers',
    '/admin/users%2fx',
    '/admin/.env',
    '/admin/users/..',
    '/admin/%2e%2e/',
    '/admin;x',
    '/%61dmin',
    '//admin',
  ])('nobody but administrators gets in by %s, whatever the method', async (path) => {
    for (const who of ['stranger', 'user'] as const) {
      const browser = await browserOf(who);
      for (const kind of names<Kind>(KINDS)) {
        for (const method of [...METHODS, 'OPTIONS']) {
          expect([method, await ask(browser, method, path, kind)]).not.toContain('in');
        }
      }
    }
  });

  it('a refusal is in the audit trail', async () => {
    const bob = await browserOf('user');
    administration.world.events.length = 0;
    await bob.submit(`/admin/users/${someone}`, { do: 'join', group: 'admins' });
    expect(administration.world.eventsNamed('request.refused')).toMatchObject([
      { reason: 'not_in_group', method: 'POST', path: `/admin/users/${someone}` },
    ]);
    expect((await administration.userOf(someone)).groups).toEqual(['users']);
  });
});

async function ask(
  browser: TestBrowser,
  method: string,
  path: string,
  kind: Kind,
): Promise<Outcome> {
  browser.address = `198.18.${randomInt(256)}.${randomInt(256)}`; // or it would have asked too often
  const { status, headers, location } = await browser.program(path, {
    method,
    headers: KINDS[kind],
  });
  if (location?.pathname === '/auth/login') return 'login';
  if (status === 401) return headers['hx-redirect'] === undefined ? 'not signed in' : 'login';
  if (status === 403) return 'forbidden';
  return status === 404 || status === 405 ? 'not there' : 'in';
}

type Routes = ReturnType<typeof routesOf>;

/** The mark of what such a request comes to; where nothing knows the method, of what knows all of them. */
function accessOf(method: string, path: string, routes: Routes): string {
  const known = method === 'HEAD' ? 'GET' : method; // RFC 9110 §9.3.2
  const own = routes.find((route) => route.path === path && route.method === known);
  if (own) return own.access;
  const any = routes.find(
    (route) => route.method === 'ALL' && path.startsWith(route.path.replace('*path', '')),
  );
  return any ? `${any.access}, not there` : 'not there';
}

function outcomeFor(who: Who, kind: Kind, access: string): Outcome {
  const [mark = '', ...more] = access.split(', ');
  const there = more.includes('not there') ? 'not there' : 'in';
  if (mark === 'not there') return 'not there';
  if (mark === 'public') return 'in';
  if (who === 'stranger') return kind === 'program' ? 'not signed in' : 'login';
  if (mark === 'admins' && who !== 'admin') return 'forbidden';
  return there;
}
