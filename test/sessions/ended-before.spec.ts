import { createHmac } from 'node:crypto';
import express from 'express';
import { SessionCookie } from '../../src/session/session-cookie.js';
import { SessionIndex } from '../../src/session/session-index.js';
import { sessionMiddleware } from '../../src/session/session.middleware.js';
import { SessionStore } from '../../src/session/session-store.js';
import { Sessions } from '../../src/session/sessions.js';
import { letPass, realTime } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import { HttpServer } from '../support/http-server.js';
import { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const [OLD, NEW] = [
  'the-old-session-secret-of-32-characters',
  'the-new-session-secret-of-32-characters',
];
const HOUR = 3_600_000;

const signedWith = (key: string, id = 'a'.repeat(43)) =>
  `session=s:${id}.${createHmac('sha256', key).update(id).digest('base64').replace(/=+$/, '')}`;

/** Asks the product's own parts what they make of a request. */
describe('a browser whose session has ended by itself', () => {
  let world: World;
  let server: HttpServer;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start({ SESSION_SECRETS: `${NEW},${OLD}` });
    const sessions = world.app.get(Sessions);
    server = await askServer(sessions);
  });
  afterAll(async () => {
    await server.stop();
    await world.stop();
  });
  beforeEach(async () => {
    browser = world.browser();
    await browser.signIn();
  });
  afterEach(realTime);

  /** `/` says whether the session has ended; `/left` does so where the request was left alone before. */
  async function askServer(sessions: Sessions): Promise<HttpServer> {
    const app = express();
    app.use(sessionMiddleware(world.app.get(SessionCookie), world.app.get(SessionStore)));
    app.get('/', (request, response) => void response.json(sessions.endedBefore(request)));
    app.get('/left', (request, response) => {
      sessions.leaveAlone(request);
      response.json(sessions.endedBefore(request));
    });
    return new HttpServer(app).start();
  }

  const ask = async (cookie: string | undefined, target = '/') => {
    const headers: Record<string, string> = cookie === undefined ? {} : { cookie };
    const asking = new TestBrowser(server.origin);
    return (await asking.program(target, { headers })).json();
  };
  const shown = () => `session=${browser.cookie('session')}`;

  const ends: [name: string, end: () => unknown][] = [
    ['after idling', () => letPass(HOUR)],
    ['at its absolute end', () => letPass(9 * HOUR)],
    ['long after both', () => letPass(31 * HOUR)],
    ['from elsewhere', () => world.app.get(SessionIndex).endAll(alice.sub)],
  ];
  it.each(ends)('is known by its cookie: %s', async (_name, end) => {
    expect(await ask(shown())).toBe(false);
    const cookie = shown();
    await end();
    expect(await ask(cookie)).toBe(true);
    expect((await browser.fetch('/auth/session')).status).toBe(401);
  });

  it('is known by a cookie of the secret before', async () => {
    const before = await World.start({ SESSION_SECRETS: OLD });
    const older = before.browser();
    await older.signIn();
    await before.stop();
    expect(await ask(`session=${older.cookie('session')}`)).toBe(true);
  });

  it('isn’t one that signed out: its cookie is gone', async () => {
    await browser.submit('/auth/logout', {}, { follow: false });
    expect(browser.cookie('session')).toBeUndefined();
  });

  it('isn’t judged where the request was answered without its session', async () => {
    expect(await ask(shown(), '/left')).toBe(false);
  });

  const strangers: [name: string, cookie: () => string | undefined][] = [
    ['no cookie', () => undefined],
    ['an empty one', () => 'session='],
    ['an unsigned one', () => 'session=s:abc'],
    ['a mark alone', () => 'session=s:'],
    ['a dot alone', () => 'session=s:.'],
    ['another mark', () => shown().replace('s%3A', 'j%3A')],
    ['another id with the signature', () => shown().replace('s%3A', 's%3Ax')],
    ['a signature cut short', () => shown().slice(0, -4)],
    ['a signature of a secret itself, which signs nothing', () => signedWith(NEW)],
    ['a signature of another secret', () => signedWith('x'.repeat(32))],
    ['one under another name', () => shown().replace('session=', '__Host-session=')],
  ];
  it.each(strangers)('isn’t one that shows %s', async (_name, cookie) => {
    const value = cookie();
    await world.app.get(SessionIndex).endAll(alice.sub);
    expect(await ask(value)).toBe(false);
  });
});
