import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { RequestFailed } from '../../src/http/failures/failure.js';
import { SESSION_ENGINE, type SessionEngine } from '../../src/session/engine.js';
import { SessionIndex } from '../../src/session/session-index.js';
import { SessionRecords } from '../../src/session/session-records.js';
import { SessionStore } from '../../src/session/session-store.js';
import { letPass, realTime } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { Fleet } from '../support/fleet.js';
import type { Gate } from '../support/gate.js';
import { type EngineStep, failNext, holdNext } from '../support/held-engine.js';
import { alice } from '../support/cognito-shapes.js';
import { SessionServer } from '../support/session-server.js';
import type { Answer, TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const OVER_MS = 301_000; // of the 300 s that a token lives: who has it waits for its refresh

const stores: [name: string, start: () => Promise<SessionServer | undefined>][] = [
  ['in memory', async () => undefined],
  ['in a store', () => SessionServer.start()],
];

// express-openid-connect 452, nextjs-auth0 1531, next-auth 4612: a request in flight must not
// revive a session that was ended.
describe.each(stores)('a session %s that ends while something is on its way', (_name, start) => {
  let store: SessionServer | undefined;
  let world: World;
  let engine: SessionEngine;
  let browser: TestBrowser;
  let cookie: string;

  beforeAll(async () => {
    store = await start();
    world = await World.start(store ? { REDIS_URL: store.url } : {});
    engine = world.app.get<SessionEngine>(SESSION_ENGINE);
    await ready();
  });
  afterAll(async () => {
    await world.stop();
    await store?.remove();
  });
  beforeEach(async () => {
    await world.app.get(SessionIndex).endAll(alice.sub); // what other tests left
    browser = world.browser();
    await browser.signIn();
    cookie = `session=${browser.cookie('session')}`;
    for (const calls of [world.provider.calls.token, world.provider.calls.revoke]) calls.length = 0;
    world.provider.issued.splice(0, world.provider.issued.length - 1);
    world.events.length = 0;
  });
  afterEach(realTime);

  async function ready(): Promise<void> {
    while ((await world.browser().program('/health/ready')).status !== 200) {
      await new Promise(setImmediate);
    }
  }

  const revoked = () => world.provider.calls.revoke.map((form) => form.get('token'));
  const issued = () => world.provider.issued.map((tokens) => tokens.refresh_token);
  const withCookie = (target: string) =>
    world.browser().program(target, { headers: { cookie, 'x-csrf': '1' } });

  /** Nothing opens with the old cookie, and nothing of the session is left. */
  async function expectEnded(): Promise<void> {
    expect((await withCookie('/auth/session')).status).toBe(401);
    expect((await withCookie('/api/hello')).status).toBe(401);
    expect((await withCookie('/')).body).toContain('Sign in');
  }

  /** Where a refresh can be met: held there, it has done all that comes before and nothing after. */
  const steps: [name: string, answer: 200 | 401, hold: () => Gate][] = [
    ['has read the session', 401, () => holdNext(engine, 'read', 'after')],
    ['asks for the lease', 401, () => holdNext(engine, 'acquire', 'before')],
    ['has got the lease', 401, () => holdNext(engine, 'acquire', 'after')],
    ['asks Cognito', 401, () => world.provider.holdToken('asked')],
    ['was answered by Cognito', 401, () => world.provider.holdToken('answered')],
    ['is about to store the new tokens', 401, () => holdNext(engine, 'replace', 'before')],
    ['has stored the new tokens', 200, () => holdNext(engine, 'replace', 'after')],
    ['is about to release the lease', 200, () => holdNext(engine, 'release', 'before')],
  ];

  /** How a session ends. Who knows no cookie can't open the tokens, and so can't revoke them. */
  const endings: [name: string, revokes: boolean, end: () => Promise<unknown>][] = [
    ['the person signs out', true, () => browser.submit('/auth/logout', {}, { follow: false })],
    [
      'the session is ended from a list',
      false,
      () => world.app.get(SessionIndex).endAll(alice.sub),
    ],
    [
      'the person signs in again',
      true,
      async () => {
        await signInOver();
      },
    ],
  ];

  /** A login over a live session goes straight back: the callback alone starts another one. */
  async function signInOver(): Promise<Answer> {
    const again = world.browser();
    again.cookies.keep(`${cookie}; Path=/`, new URL(world.origin));
    const other = world.browser();
    const { location } = await other.click('/auth/login', { follow: false });
    for (const { name, value } of other.cookies.all()) {
      again.cookies.keep(`${name}=${value}; Path=/`, new URL(world.origin));
    }
    return again.click(location?.href ?? '');
  }

  describe.each(endings)('%s', (_ending, revokes, end) => {
    it.each(steps)('while a refresh %s', async (_step, answer, hold) => {
      letPass(OVER_MS);
      const gate = hold();
      const call = browser.fetch('/api/hello');
      await gate.reached;
      await end();
      gate.open();
      const { status, setCookies } = await call;
      // Who had the new tokens when the session ended may finish; who had not, is refused.
      expect(status).toBe(answer);
      expect(setCookies.filter((header) => !header.startsWith('session=;'))).toEqual([]);

      await expectEnded();
      // No refresh token of that session is left alive.
      const ofOthers = world.eventsNamed('login.succeeded').length;
      await eventually(async () => {
        const alive = issued().filter((token) => world.provider.accepts(token));
        return alive.length <= (revokes ? ofOthers : ofOthers + 1);
      });
      const ends = [
        ...world.eventsNamed('logout.succeeded'),
        ...world.eventsNamed('session.ended'),
      ];
      expect(ends.length).toBeLessThanOrEqual(1);
    });
  });

  it('is not brought back by the late save of a request', async () => {
    const read = await readSession();
    await browser.submit('/auth/logout', {}, { follow: false });
    const { id, data } = read;
    const sessions = world.app.get(SessionStore);
    await promisify(sessions.set)(id, data);
    await world.app.get(SessionRecords).touch(read);
    expect(await world.app.get(SessionRecords).read(id)).toBeUndefined();
    await expectEnded();
  });

  it('is not brought back by a request that answers after it has ended', async () => {
    letPass(120_000); // it will be touched
    const { answer: usual } = world.api;
    const answering = Promise.withResolvers<() => void>();
    world.api.answer = (_request, response) => answering.resolve(() => response.end('late'));
    const call = browser.fetch('/api/slow');
    const answer = await answering.promise;
    await browser.submit('/auth/logout', {}, { follow: false });
    answer();
    expect((await call).body).toBe('late');
    world.api.answer = usual;
    await expectEnded();
    expect(await world.app.get(SessionIndex).list(alice.sub)).toEqual([]);
  });

  async function readSession() {
    const records = world.app.get(SessionRecords);
    const id = /^session=s%3A([^.]+)\./.exec(cookie)?.[1] ?? '';
    const session = await records.read(id);
    if (!session) throw new Error('There is no session');
    return session;
  }

  it('is signed out of once by two that do so at a time: both are answered', async () => {
    const gate = holdNext(engine, 'end', 'before');
    const first = browser.submit('/auth/logout', {}, { follow: false });
    await gate.reached;
    const second = await browser.submit('/auth/logout', {}, { follow: false });
    gate.open();
    expect([(await first).status, second.status]).toEqual([303, 303]);
    await eventually(async () => revoked().length > 0);
    expect(revoked()).toEqual(issued());
    expect(world.eventsNamed('logout.succeeded')).toHaveLength(1);
    await expectEnded();
  });

  it.each<[EngineStep]>([['create'], ['remember'], ['end']])(
    'stays as it is where a login over it fails at "%s": an outage signs nobody out',
    async (step) => {
      failNext(engine, step, new RequestFailed('session_store_unavailable', { retryAfter: 2 }));
      const answer = await signInOver();
      expect(answer.status).toBe(503);
      expect(answer.setCookies.filter((header) => header.startsWith('session='))).toEqual([]);
      await eventually(async () => revoked().length > 0);
      expect(revoked()).toEqual(issued().slice(1)); // the new ones, which nobody will use
      expect((await withCookie('/auth/session')).status).toBe(200);
      expect(await world.app.get(SessionIndex).list(alice.sub)).toHaveLength(1);
    },
  );

  it('loses its refresh token once, and the revocation is of the newest', async () => {
    letPass(OVER_MS);
    expect((await browser.fetch('/api/hello')).status).toBe(200);
    await browser.submit('/auth/logout', {}, { follow: false });
    await eventually(async () => revoked().length > 0);
    expect(revoked()).toEqual(issued().slice(-1));
  });

  it('ends alone: the list keeps the others', async () => {
    const phone = world.browser();
    await phone.signIn();
    const index = world.app.get(SessionIndex);
    const [latest] = await index.list(alice.sub);
    expect(await index.end(alice.sub, latest?.id ?? '')).toBe(true);
    expect(await index.end(alice.sub, latest?.id ?? '')).toBe(false);
    expect((await phone.fetch('/auth/session')).status).toBe(401);
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });

  it('is ended by its owner alone', async () => {
    const index = world.app.get(SessionIndex);
    const [session] = await index.list(alice.sub);
    expect(await index.end('somebody-else', session?.id ?? '')).toBe(false);
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });
});

describe('a session used at two processes', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await Fleet.start(2);
  });
  afterAll(() => fleet.stop());

  it('is dead at the other on the very next request', async () => {
    for (let round = 0; round < 5; round += 1) {
      const browser = fleet.browser(0);
      await browser.signIn();
      const twin = fleet.browserLike(browser, 1);
      expect((await twin.fetch('/api/hello')).status).toBe(200);
      await browser.submit('/auth/logout', {}, { follow: false });
      expect((await twin.fetch('/api/hello')).status).toBe(401);
    }
    expect(await fleet.store.keysOfPeople()).toEqual([]);
  });

  it('ends while the other refreshes it: what Cognito then gives is revoked', async () => {
    fleet.provider.tokenSeconds = 1;
    const browser = fleet.browser(0);
    await browser.signIn('/health/live'); // a page would have a token that short refreshed at once
    await pause(1_100); // until its token is over
    const twin = fleet.browserLike(browser, 1);
    const gate = fleet.provider.holdToken('answered');
    const call = twin.fetch('/api/hello');
    await gate.reached;
    await browser.submit('/auth/logout', {}, { follow: false });
    gate.open();
    expect((await call).status).toBe(401);
    const last = fleet.provider.issued.at(-1)?.refresh_token ?? '';
    await eventually(async () => !fleet.provider.accepts(last));
    expect(await fleet.store.keysOfPeople()).toEqual([]);
  });
});
