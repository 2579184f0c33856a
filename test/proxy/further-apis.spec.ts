import { alice as admin, bob } from '../support/cognito-shapes.js';
import { freePort } from '../support/http-server.js';
import type { TestBrowser } from '../support/test-browser.js';
import { UpstreamApi } from '../support/upstream-api.js';
import { World } from '../support/world.js';

/** One entry of APIS each, and no line of code. */
describe('further APIs', () => {
  let reports: UpstreamApi;
  let staff: UpstreamApi;
  let open: UpstreamApi;
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    [reports, staff, open] = await Promise.all([
      UpstreamApi.start(),
      UpstreamApi.start(),
      UpstreamApi.start(),
    ]);
    const closed = `http://localhost:${await freePort()}`;
    world = await World.start({
      APIS: JSON.stringify([
        { prefix: '/reports', url: reports.url, token: 'id' },
        { prefix: '/team/staff', url: `${staff.url}/`, groups: ['admins'] },
        { prefix: '/open', url: open.url, token: 'none' },
        { prefix: '/closed', url: closed },
      ]),
    });
  });
  afterAll(async () => {
    await world.stop();
    await Promise.all([reports.stop(), staff.stop(), open.stop()]);
  });
  beforeEach(async () => {
    for (const api of [world.api, reports, staff, open]) api.reset();
    open.answer = (_request, response) => response.end('news'); // it can't greet who it doesn't know
    world.provider.person = admin;
    browser = world.browser();
    await browser.signIn();
  });

  const lastTokens = () => world.provider.issued.at(-1);

  it('get what is below their prefix, with the token that they want', async () => {
    const answer = await browser.fetch('/reports/2026?month=11', { method: 'POST', body: 'x' });
    expect(answer.status).toBe(200);
    expect([reports.last.method, reports.last.target]).toEqual(['POST', '/stage/2026?month=11']);
    expect(reports.last.headers.authorization).toBe(`Bearer ${lastTokens()?.id_token}`);

    expect((await browser.fetch('/team/staff/rota')).status).toBe(200);
    expect(staff.last.target).toBe('/stage/rota');
    expect(staff.last.headers.authorization).toBe(`Bearer ${lastTokens()?.access_token}`);

    expect((await browser.fetch('/open/news')).status).toBe(200);
    expect(open.last.headers.authorization).toBeUndefined();
    expect(world.api.received).toEqual([]);
  });

  it('never see the session, whatever their token', async () => {
    await browser.fetch('/open/news', { headers: { authorization: 'Bearer of-the-browser' } });
    expect(open.last.headers.authorization).toBeUndefined();
    expect(open.last.headers.cookie).toBeUndefined();
  });

  it('are for their groups alone', async () => {
    world.provider.person = bob;
    const other = world.browser();
    await other.signIn();
    const answer = await other.fetch('/team/staff/rota');
    expect([answer.status, answer.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'forbidden' }),
    ]);
    expect(staff.received).toEqual([]);
    expect((await other.fetch('/reports/x')).status).toBe(200);
  });

  it.each(['/reports/x', '/team/staff/x', '/open/x', '/closed/x'])(
    'are closed to strangers and to other sites: %s',
    async (target) => {
      expect((await world.browser().fetch(target)).status).toBe(401);
      const foreign = await browser.program(target, {
        headers: { cookie: `session=${browser.cookie('session')}`, 'sec-fetch-site': 'cross-site' },
      });
      expect([foreign.status, foreign.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'cross_origin' }),
      ]);
      const part = await browser.fetch(target, { headers: { 'sec-fetch-dest': 'script' } });
      expect(part.json()).toMatchObject({ code: 'not_a_page_part' });
      expect([reports, staff, open].flatMap(({ received }) => received)).toEqual([]);
    },
  );

  it('answer data, and a Location of their own comes back under their prefix', async () => {
    reports.answer = (_request, response) =>
      response
        .writeHead(201, { location: `${reports.url}/items/42`, 'content-type': 'text/html' })
        .end();
    const { headers } = await browser.fetch('/reports/items', { method: 'POST' });
    expect(headers['location']).toBe('/reports/items/42');
    expect(headers['content-security-policy']).toMatch(/^sandbox;/);
  });

  it('are judged alone: a 401 of one that gets no token is its own', async () => {
    open.answer = (_request, response) => response.writeHead(401).end('who are you?');
    const answer = await browser.fetch('/open/x');
    expect([answer.status, answer.body]).toEqual([401, 'who are you?']);
    expect(world.provider.calls.token.filter((form) => form.has('refresh_token'))).toEqual([]);
    const broken = await browser.fetch('/closed/x');
    expect([broken.status, broken.json()]).toEqual([
      502,
      expect.objectContaining({ code: 'upstream_unreachable' }),
    ]);
  });

  it.each([
    ['/reportsx/y', 404],
    ['/reports', 400],
    ['/reports/../hello', 400],
    ['/REPORTS/x', 400],
    ['/reports/%2e%2e/x', 400],
    ['/reports/a%2fb', 400],
    ['/team/x', 404],
    ['//reports/x', 404],
  ])('take no other spelling: %s', async (target, status) => {
    const answer = await browser.program(target, {
      headers: { cookie: `session=${browser.cookie('session')}`, 'x-csrf': '1' },
    });
    expect([target, answer.status]).toEqual([target, status]);
    expect(reports.received).toEqual([]);
  });

  it('are nowhere to come back to from a login', async () => {
    const stranger = world.browser();
    for (const target of ['/reports/x', '/team/staff', '/OPEN/']) {
      const { url } = await stranger.click(`/auth/login?returnTo=${target}`);
      expect(url.pathname).toBe('/');
    }
  });
});
