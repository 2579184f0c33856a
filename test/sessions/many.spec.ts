import { SESSION_ENGINE, type SessionEngine } from '../../src/session/engine.js';
import { SessionIndex } from '../../src/session/session-index.js';
import { sessionKey, userKey } from '../../src/session/session-records.js';
import { letPass, realTime } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import { configWith, engineWith } from '../support/engine-at.js';
import { eventually } from '../support/eventually.js';
import { Fleet } from '../support/fleet.js';
import { SessionServer } from '../support/session-server.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const MINUTE = 60_000;
const LIMIT = 3;

const stores: [name: string, start: () => Promise<SessionServer | undefined>][] = [
  ['in memory', async () => undefined],
  ['in a store', () => SessionServer.start()],
];

const statusOf = async (browser: TestBrowser) => (await browser.fetch('/auth/session')).status;

// ASVS 5, 7.1.2: how many sessions of one account there may be at once, and what happens then.
describe.each(stores)('the sessions of one person %s', (_name, start) => {
  let store: SessionServer | undefined;
  let world: World;
  let engine: SessionEngine;

  beforeAll(async () => {
    store = await start();
    world = await World.start({
      SESSIONS_PER_USER: `${LIMIT}`,
      ...(store && { REDIS_URL: store.url }),
    });
    engine = world.app.get<SessionEngine>(SESSION_ENGINE);
    await eventually(async () => (await world.browser().program('/health/ready')).status === 200);
  });
  afterAll(async () => {
    await world.stop();
    await store?.remove();
  });
  beforeEach(async () => {
    await world.app.get(SessionIndex).endAll(alice.sub); // what other tests left
    world.events.length = 0;
  });
  afterEach(realTime);

  const index = () => world.app.get(SessionIndex);
  const ended = () => world.eventsNamed('session.ended').map(({ reason }) => reason);

  /** So many browsers that sign in one after the other, a minute apart. */
  async function signedIn(count: number): Promise<TestBrowser[]> {
    const browsers: TestBrowser[] = [];
    for (let number = 0; number < count; number += 1) {
      letPass(MINUTE);
      const browser = world.browser();
      await browser.signIn();
      browsers.push(browser);
    }
    return browsers;
  }

  it('end, the one used longest ago first, where they are too many', async () => {
    const browsers = await signedIn(LIMIT);
    letPass(MINUTE);
    await browsers[0]?.fetch('/api/hello'); // the oldest, but used
    const all = [...browsers, ...(await signedIn(1))];
    expect(await Promise.all(all.map(statusOf))).toEqual([200, 401, 200, 200]);
    expect(ended()).toEqual(['too_many']);
    expect(await index().list(alice.sub)).toHaveLength(LIMIT);
  });

  it('don’t end for one that takes the place of another in the same browser', async () => {
    const browsers = await signedIn(LIMIT);
    const last = browsers.at(-1);
    const attempt = world.browser();
    const { location } = await attempt.click('/auth/login', { follow: false });
    for (const { name, value, path = '/' } of attempt.cookies.all()) {
      last?.cookies.keep(`${name}=${value}; Path=${path}`, new URL(world.origin));
    }
    await last?.click(location?.href ?? '');
    expect(await Promise.all(browsers.map(statusOf))).toEqual([200, 200, 200]);
    expect(ended()).toEqual(['new_login']);
  });

  it('are as many as there may be after many that begin at once', async () => {
    const browsers = Array.from({ length: 25 }, () => world.browser());
    await Promise.all(browsers.map((browser) => browser.signIn()));
    const statuses = await Promise.all(browsers.map(statusOf));
    expect(statuses.filter((status) => status === 200)).toHaveLength(LIMIT);
    expect(await index().list(alice.sub)).toHaveLength(LIMIT);
    expect(ended()).toEqual(Array.from({ length: 25 - LIMIT }, () => 'too_many'));
  });

  it('leave the list when one is added, where they have ended by themselves', async () => {
    const dead = Array.from({ length: 60 }, (_, number) => sessionKey(`dead-${number}`));
    for (const id of dead) await engine.remember(userKey(alice.sub), id, Buffer.from(id), MINUTE);
    await signedIn(1);
    expect((await engine.recall(userKey(alice.sub))).size).toBe(1);
    expect(ended()).toEqual([]);
  });

  it('are shown and ended though somebody wrote into the store when they were used', async () => {
    const [browser] = await signedIn(1);
    const [listed] = await index().list(alice.sub);
    await engine.touch(listed?.id ?? '', Buffer.from('x'), MINUTE);
    expect(await index().list(alice.sub)).toEqual([]);
    await signedIn(LIMIT);
    expect(await statusOf(browser ?? world.browser())).toBe(401);
    expect(await index().list(alice.sub)).toHaveLength(LIMIT);
  });
});

describe('the sessions of one person who signs in at several processes at once', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await Fleet.start(2, { SESSIONS_PER_USER: '1' });
  });
  afterAll(() => fleet.stop());

  it('come down to one, which is dead nowhere, and the others are dead everywhere', async () => {
    const browsers = Array.from({ length: 12 }, (_, number) => fleet.browser(number % 2));
    await Promise.all(browsers.map((browser) => browser.signIn()));
    for (const process of [0, 1]) {
      const twins = browsers.map((browser) => fleet.browserLike(browser, process));
      const statuses = await Promise.all(
        twins.map(async (twin) => (await twin.fetch('/api/hello')).status),
      );
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(statuses.filter((status) => status === 401)).toHaveLength(browsers.length - 1);
    }
    expect(fleet.eventsNamed('session.ended')).toHaveLength(browsers.length - 1);
  });
});

describe('the list of a person’s sessions in a store', () => {
  it('is kept without reading what the sessions hold', async () => {
    const store = await SessionServer.start();
    const engine = await engineWith({ REDIS_URL: store.url });
    try {
      const index = new SessionIndex(configWith({ SESSIONS_PER_USER: '2' }), engine);
      const part = Buffer.from('a part');
      const begin = async (id: string) => {
        const seen = Buffer.from(`${Date.now()}.${'A'.repeat(43)}`);
        await engine.create(
          sessionKey(id),
          { session: part, tokens: part, version: part, seen },
          MINUTE,
        );
        return index.add('sub', id, { startedAt: Date.now() }, 'none');
      };
      await begin('one');
      await begin('two');
      const commands = await store.commandsOf(() => begin('three'));
      const reads = commands.filter((command) => command.startsWith('"HMGET"'));
      expect(reads).toHaveLength(2); // the others: it knows itself
      for (const read of reads)
        expect(read).toMatch(/^"HMGET" "session:\{[\w-]+\}" "version" "seen"$/u);
    } finally {
      engine.close();
      await store.remove();
    }
  });
});
