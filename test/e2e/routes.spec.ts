import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ROUTE_MARKS } from '../../src/http/guards/route-marks.js';
import { World } from '../support/world.js';

/** Who adds a route that strangers may use says so here. */
const PUBLIC_ROUTES = [
  'GET /',
  'GET /auth/callback',
  'GET /auth/login',
  'GET /auth/signup',
  'GET /health/live',
  'GET /health/ready',
  'POST /auth/logout',
];
const CLOSED_ROUTES = ['GET /auth/session', 'GET /hello'];

describe('routes', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  it('are these, and no others are open to strangers', () => {
    const routes = routesOf(world);
    const named = (isPublic: boolean) =>
      routes
        .filter((route) => route.isPublic === isPublic)
        .map(({ name }) => name)
        .toSorted();
    expect(named(true)).toEqual(PUBLIC_ROUTES);
    expect(named(false)).toEqual(CLOSED_ROUTES);
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

/** Walks what Nest has registered. */
function routesOf({ app }: World) {
  const controllers = [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.controllers.values()])
    .map(({ metatype }) => metatype)
    .filter((metatype) => metatype !== null && metatype !== undefined);
  return controllers.flatMap((controller) => {
    const prefix = String(Reflect.getMetadata(PATH_METADATA, controller));
    const prototype: Record<string, object> = controller.prototype;
    return Object.getOwnPropertyNames(prototype)
      .map((name) => prototype[name] ?? {})
      .filter((handler) => Reflect.hasMetadata(METHOD_METADATA, handler))
      .map((handler) => {
        const path = String(Reflect.getMetadata(PATH_METADATA, handler));
        const parts = [prefix, path].flatMap((part) => part.split('/')).filter(Boolean);
        const method = RequestMethod[Number(Reflect.getMetadata(METHOD_METADATA, handler))];
        const marks = [handler, controller].map((target): unknown =>
          Reflect.getMetadata(ROUTE_MARKS.PUBLIC, target),
        );
        return { name: `${method} /${parts.join('/')}`, isPublic: marks.includes(true) };
      });
  });
}
