import { letPass, realTime } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import { eventually } from '../support/eventually.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const BROWSER = 'Mozilla/5.0 (X11; Linux) Test/1.0';

describe('the audit trail', () => {
  let world: World;
  let browser: TestBrowser;

  beforeEach(async () => {
    // As quiet as can be: that silences the log, and not the trail.
    world = await World.start({ LOG_LEVEL: 'fatal' });
    browser = world.browser();
  });
  afterEach(async () => {
    realTime();
    await world.stop();
  });

  const headers = { 'user-agent': BROWSER };
  const told = (event: string) => world.log.filter((line) => line['event'] === event);
  const signIn = () => browser.click('/auth/login', { headers });

  it('says of each event when, from where, with which browser and for which request', async () => {
    await signIn();
    const answer = await browser.fetch('/auth/logout', { method: 'POST', headers });
    const [started] = told('login.started');
    expect(started).toMatchObject({
      browser: BROWSER,
      address: expect.any(String),
      screen: 'login',
    });
    const [ended] = told('logout.succeeded');
    expect(ended).toMatchObject({
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
      level: 'info',
      sub: alice.sub,
      browser: BROWSER,
      address: started?.['address'],
      requestId: answer.headers['x-request-id'],
    });
  });

  it('names a session by the same handle from its beginning to its end, and no other', async () => {
    await signIn();
    letPass(250_000);
    await browser.fetch('/api/hello');
    await eventually(async () => told('token.refreshed').length === 1);
    await browser.fetch('/auth/logout', { method: 'POST' });
    const handles = ['login.succeeded', 'token.refreshed', 'logout.succeeded'].map(
      (event) => told(event)[0]?.['session'],
    );
    expect(handles[0]).toMatch(/^[\w-]{43}$/);
    expect(new Set(handles).size).toBe(1);
    await signIn();
    expect(told('login.succeeded')[1]?.['session']).not.toBe(handles[0]);
  });

  it('says which session a refused request came with', async () => {
    await signIn();
    const cookie = `session=${browser.cookie('session')}`;
    await browser.program('/api/hello', { headers: { cookie, 'sec-fetch-site': 'cross-site' } });
    expect(told('request.refused')).toMatchObject([
      { reason: 'cross_origin', session: told('login.succeeded')[0]?.['session'] },
    ]);
  });

  it('has a handle that opens nothing, and no secret', async () => {
    await signIn();
    const cookie = browser.cookie('session') ?? '';
    const handle = String(told('login.succeeded')[0]?.['session']);
    expect(cookie).not.toContain(handle);
    const thief = world.browser();
    for (const value of [handle, `s:${handle}`, `s%3A${handle}.x`]) {
      const tried = await thief.program('/auth/session', {
        headers: { cookie: `session=${value}`, 'x-csrf': '1' },
      });
      expect(tried.status).toBe(401);
    }
    const trail = JSON.stringify(world.log);
    const tokens = world.provider.issued.flatMap((issued) => Object.values(issued));
    const [id = ''] = decodeURIComponent(cookie).slice('s:'.length).split('.');
    for (const secret of [...tokens, cookie, id, world.provider.clientSecret]) {
      expect(trail.includes(secret)).toBe(false);
    }
  });

  it.each([
    ['line breaks', 'one\ttwo', 'one two'],
    ['no end', 'x'.repeat(5000), 'x'.repeat(256)],
    ['nothing', '', undefined],
  ])('cleans the browser’s name of %s', async (_name, userAgent, expected) => {
    await browser.navigate('/auth/login', { follow: false, headers: { 'user-agent': userAgent } });
    expect(told('login.started')[0]?.['browser']).toBe(expected);
  });

  it('says nothing has happened that has not', async () => {
    await world.provider.stop();
    expect((await browser.navigate('/auth/login')).status).toBe(503);
    expect(world.events.map(({ name }) => name)).toEqual(['login.refused']);
  });
});
