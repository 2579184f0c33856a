import { OWN } from '../../src/config/own-paths.js';
import { filesEnvironment } from '../support/files-world.js';
import { routesOf } from '../support/routes.js';
import { WebFolder } from '../support/web-folder.js';
import { World } from '../support/world.js';

/** Who adds a route says here who may use it. */
const ROUTES = {
  'ALL /admin': 'admins',
  'ALL /admin/*path': 'admins',
  'GET /': 'public',
  'GET /account': 'session',
  'GET /account/authenticator': 'session',
  'GET /account/delete': 'signed-in',
  'GET /account/password': 'session',
  'GET /account/sessions': 'session',
  'GET /admin': 'admins',
  'GET /admin/users': 'admins',
  'GET /admin/users/:username': 'admins',
  'GET /auth/callback': 'public',
  'GET /auth/confirm': 'session',
  'GET /auth/login': 'public',
  'GET /auth/session': 'session',
  'GET /auth/signup': 'public',
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
  'GET /hello': 'signed-in',
  'POST /account': 'session',
  'POST /account/authenticator': 'session',
  'POST /account/delete': 'signed-in',
  'POST /account/password': 'session',
  'POST /account/sessions': 'session',
  'POST /admin/users': 'admins',
  'POST /admin/users/:username': 'admins',
  'POST /auth/logout': 'public',
};

/** Those that are there where an identity pool and a bucket are configured. */
const ROUTES_OF_FILES = {
  'GET /account/files': 'signed-in',
  'GET /account/files/:file': 'signed-in',
  'GET /account/files/:file/delete': 'signed-in',
  'POST /account/files': 'signed-in',
};

describe('routes', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  it('are these, each with its mark', () => {
    expect(marksIn(world)).toEqual(ROUTES);
  });

  it('are these and more with files', async () => {
    const withFiles = await World.start((provider) => filesEnvironment(provider.origin));
    const routes = marksIn(withFiles);
    await withFiles.stop();
    expect(routes).toEqual({ ...ROUTES, ...ROUTES_OF_FILES });
  });

  it('are these but for the home page with a front end of one’s own', async () => {
    const folder = new WebFolder({ 'index.html': '' });
    const withFrontEnd = await World.start({ WEB_ROOT: folder.path });
    const routes = marksIn(withFrontEnd);
    await withFrontEnd.stop();
    folder.remove();
    const { 'GET /': _home, ...others } = ROUTES;
    expect(routes).toEqual(others);
  });

  it('lie where no further API and no file of a front end can', () => {
    const firsts = Object.keys({ ...ROUTES, ...ROUTES_OF_FILES }).map(
      (route) => route.split('/')[1],
    );
    const elsewhere = firsts.filter((first) => first !== '' && !OWN.includes(first ?? ''));
    expect(elsewhere).toEqual([]);
  });

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'an unknown one is a 404 to a %s',
    async (method) => {
      const script = await world.browser().fetch('/no/such/route', { method });
      expect(script.status).toBe(404);
      expect(script.headers['content-type']).toContain('application/problem+json');
      expect(script.json()).toMatchObject({ status: 404, code: 'not_found' });
      expect(script.body).not.toContain('such');
    },
  );

  it('an unknown one is a page to a person', async () => {
    const { status, body } = await world.browser().navigate('/no/such/<script>');
    expect(status).toBe(404);
    expect(body).toContain('href="/"');
    expect(body).not.toContain('such');
  });

  it.each([
    ['POST', '/'],
    ['DELETE', '/'],
    ['POST', '/auth/login'],
    ['PUT', '/auth/callback'],
    ['DELETE', '/auth/session'],
    ['PUT', '/account'],
    ['DELETE', '/account/sessions'],
    ['POST', '/health/live'],
    ['PATCH', '/auth/logout'],
  ])('%s %s is not there', async (method, target) => {
    const browser = world.browser();
    await browser.signIn();
    const { status, setCookies } = await browser.fetch(target, { method });
    expect([404, 405]).toContain(status);
    expect(setCookies).toEqual([]);
  });

  it.each([
    '/%',
    '/%E0%A4%A',
    '/auth/callback?code=%E0%A4%A&state=%',
    '/%00',
    `/${'a'.repeat(9000)}`,
  ])('a malformed address is the sender’s mistake: %#', async (target) => {
    const { status } = await world.browser().program(target, { headers: { accept: 'text/html' } });
    expect([302, 303, 400, 404]).toContain(status);
  });

  it('a HEAD is answered like a GET, without a body', async () => {
    const { status, body } = await world.browser().program('/', { method: 'HEAD' });
    expect([status, body]).toEqual([200, '']);
  });
});

const marksIn = (world: World): object =>
  Object.fromEntries(
    routesOf(world).map(({ method, path, access }) => [`${method} ${path}`, access]),
  );
