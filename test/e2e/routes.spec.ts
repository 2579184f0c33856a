import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { type Access, ROUTE_MARK } from '../../src/http/guards/route-marks.js';
import { World } from '../support/world.js';

/** Who adds a route says here who may use it. */
const ROUTES = {
  'GET /': 'public',
  'GET /account': 'session',
  'GET /account/authenticator': 'session',
  'GET /account/password': 'session',
  'GET /account/sessions': 'session',
  'GET /auth/callback': 'public',
  'GET /auth/confirm': 'session',
  'GET /auth/login': 'public',
  'GET /auth/session': 'session',
  'GET /auth/signup': 'public',
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
  'GET /hello': 'signed-in',
  'POST /account/authenticator': 'session',
  'POST /account/password': 'session',
  'POST /account/sessions': 'session',
  'POST /auth/logout': 'public',
};

describe('routes', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  it('are these, each with its mark', () => {
    expect(Object.fromEntries(routesOf(world))).toEqual(ROUTES);
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
    ['POST', '/hello'],
    ['POST', '/account'],
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

/** Walks what Nest has registered, inherited handlers too, as Nest's own router does. */
function routesOf({ app }: World): [name: string, access: string][] {
  const controllers = [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.controllers.values()])
    .map(({ metatype }) => metatype)
    .filter((metatype) => metatype !== null && metatype !== undefined);
  return controllers.flatMap((controller) => {
    const prefix = String(Reflect.getMetadata(PATH_METADATA, controller));
    const prototype: Record<string, object> = controller.prototype;
    return new MetadataScanner()
      .getAllMethodNames(prototype)
      .map((name) => prototype[name] ?? {})
      .filter((handler) => Reflect.hasMetadata(METHOD_METADATA, handler))
      .map((handler): [string, string] => {
        const path = String(Reflect.getMetadata(PATH_METADATA, handler));
        const parts = [prefix, path].flatMap((part) => part.split('/')).filter(Boolean);
        const method = RequestMethod[Number(Reflect.getMetadata(METHOD_METADATA, handler))];
        return [`${method} /${parts.join('/')}`, accessTo(handler, controller)];
      });
  });
}

function accessTo(handler: object, controller: object): string {
  const marks = [handler, controller].map((target): Access | undefined =>
    Reflect.getMetadata(ROUTE_MARK, target),
  );
  const access = marks.find((mark) => mark !== undefined);
  if (access?.kind !== 'signed-in' || !access.groups) return access?.kind ?? 'unmarked';
  return access.groups.join(', ');
}
