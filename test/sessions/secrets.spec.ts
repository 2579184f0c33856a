import { setTimeout as pause } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { ElevationRecords } from '../../src/session/elevation-records.js';
import { alice } from '../support/cognito-shapes.js';
import { SessionServer } from '../support/session-server.js';
import type { TestBrowser } from '../support/test-browser.js';
import { eventually } from '../support/eventually.js';
import { World } from '../support/world.js';

// oxlint-disable-next-line node/no-process-env -- the number is for whoever runs the test
const ROUNDS = Number(process.env['SESSION_ROUNDS'] ?? 1_000);
const AT_A_TIME = 20;
const PATIENCE_MS = 100; // for each

const [OLD, NEW] = [
  'the-old-session-secret-of-32-characters',
  'the-new-session-secret-of-32-characters',
];

const sessionId = (browser: TestBrowser) =>
  /^s:([^.]+)\./.exec(decodeURIComponent(browser.cookie('session') ?? ''))?.[1] ?? '';

/** As it is, and as somebody may have encoded it. */
const formsOf = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
];

const keyOf = (browser: TestBrowser) =>
  `session:{${createHash('sha256').update(sessionId(browser)).digest('base64url')}}`;
const elevationOf = (browser: TestBrowser) => keyOf(browser).replace(/^session/, 'elevation');
const statusOf = async (world: World, cookie: string) =>
  (await world.browser().program('/auth/session', { headers: { cookie } })).status;
const cookieOf = (browser: TestBrowser) => `session=${browser.cookie('session')}`;

describe('what the session store holds', () => {
  let store: SessionServer;
  let worlds: World[];

  beforeAll(async () => {
    store = await SessionServer.start();
  });
  afterAll(() => store.remove());
  beforeEach(async () => {
    worlds = [];
    await store.flush();
  });
  afterEach(async () => {
    await Promise.all(worlds.map((world) => world.stop()));
  });

  /** A process that has reached the store. */
  async function start(environment: Record<string, string> = {}): Promise<World> {
    const world = await World.start({ REDIS_URL: store.url, ...environment });
    worlds.push(world);
    const ready = () => world.browser().program('/health/ready');
    await eventually(async () => (await ready()).status === 200);
    return world;
  }

  /** One Cognito for all: a process more is what a rollout is. */
  const withSecrets = async (secrets: string, like?: World) =>
    start({
      SESSION_SECRETS: secrets,
      ...(like && { COGNITO_ISSUER: like.provider.issuer, COGNITO_DOMAIN: like.provider.origin }),
    });

  it('tells who gets a copy of it neither who is signed in nor with what', async () => {
    const world = await start();
    const browser = world.browser();
    await browser.signIn();
    await browser.click('/auth/confirm'); // and may change the account
    const other = world.browser();
    await other.signIn();

    // Held at its most telling: a refresh has its lease.
    world.provider.tokenSeconds = 1;
    const staleBrowser = world.browser();
    await staleBrowser.signIn('/health/live'); // a page would have a token that short refreshed at once
    await pause(1_100); // until its token is over
    const gate = world.provider.holdToken('asked');
    const call = staleBrowser.htmx('/example');
    await gate.reached;
    const dump = await store.dump();
    gate.open();
    await call;

    expect([...dump.keys()].map((key) => key.replace(/\{.*/, '')).toSorted()).toEqual([
      'attempt:',
      'attempt:',
      'attempt:',
      'attempt:',
      'elevation:',
      'limit:',
      'limit:',
      'limit:',
      'refresh:',
      'session:',
      'session:',
      'session:',
      'user:',
    ]);
    const written = [...dump].flat().join('\n');
    const secrets = {
      ...Object.fromEntries(Object.entries(alice).filter(([, value]) => typeof value === 'string')),
      group: alice.groups[0],
      id: sessionId(browser),
      cookie: browser.cookie('session'),
      signature: browser.cookie('session')?.split('.')[1],
      address: browser.address,
      header: 'eyJhbGciOi', // how every JWT here begins
    };
    const issued = world.provider.issued.flatMap((tokens) => Object.values(tokens));
    for (const [name, secret] of [
      ...Object.entries(secrets),
      ...issued.map((token) => ['token', token] as const),
    ]) {
      expect([name, typeof secret]).toEqual([name, 'string']);
      for (const form of formsOf(String(secret))) {
        expect([name, form, written.includes(form)]).toEqual([name, form, false]);
      }
    }
  });

  it('nor may anybody change an account by what is copied from somebody else', async () => {
    const world = await start();
    const [victim, thief] = [world.browser(), world.browser()];
    await victim.signIn();
    await victim.click('/auth/confirm');
    await thief.signIn();
    const stolen = await store.command('HGET', elevationOf(victim), 'token');
    if (!Buffer.isBuffer(stolen)) throw new Error('There is nothing of the victim');
    await write(elevationOf(thief), { token: stolen });
    const records = world.app.get(ElevationRecords);
    expect(await records.get(sessionId(victim))).toBeDefined();
    expect(await records.get(sessionId(thief))).toBeUndefined();
  });

  it('opens nothing under another key: a record that is copied is no session', async () => {
    const world = await start();
    const [victim, thief] = [world.browser(), world.browser()];
    await victim.signIn();
    await thief.signIn();
    const parts = ['session', 'tokens'];
    for (const part of parts) {
      const stolen = await store.command('HGET', keyOf(victim), part);
      if (!Buffer.isBuffer(stolen)) throw new Error(`There is no ${part} of the victim`);
      const own = await store.command('HGET', keyOf(thief), part);
      if (!Buffer.isBuffer(own)) throw new Error(`There is no ${part} of the thief`);
      await write(keyOf(thief), { [part]: stolen });
      expect([part, (await thief.fetch('/api/hello')).status]).toEqual([part, 401]);
      await store.command('DEL', keyOf(thief));
      await thief.signIn();
    }
    expect((await victim.fetch('/api/hello')).status).toBe(200);
  });

  /** As who wants it to be read: while the version is the same, a process goes by what it has opened. */
  async function write(key: string, parts: Record<string, Buffer>): Promise<void> {
    const fields = Object.entries({ ...parts, version: Buffer.from('another') }).flat();
    await store.command('HSET', key, ...fields);
  }

  it('changes nothing for who is known, where the version is left as it was', async () => {
    const world = await start();
    const [victim, thief] = [world.browser(), world.browser()];
    world.provider.person = { ...alice, sub: 'the-victim' };
    await victim.signIn();
    world.provider.person = alice;
    await thief.signIn();
    for (const part of ['session', 'tokens']) {
      const stolen = await store.command('HGET', keyOf(victim), part);
      if (!Buffer.isBuffer(stolen)) throw new Error(`There is no ${part} of the victim`);
      await store.command('HSET', keyOf(thief), part, stolen);
    }
    expect((await thief.fetch('/auth/session')).json()).toMatchObject({ user: alice });
  });

  it('opens nothing with its parts swapped, cut or damaged', async () => {
    const world = await start();
    const browser = world.browser();
    const damages: [
      name: string,
      damage: (parts: Record<'session' | 'tokens', Buffer>) => Record<string, Buffer>,
    ][] = [
      ['swapped', ({ session, tokens }) => ({ session: tokens, tokens: session })],
      ['empty', () => ({ session: Buffer.alloc(0), tokens: Buffer.alloc(0) })],
      ['cut', ({ session, tokens }) => ({ session: session.subarray(0, 20), tokens })],
      // Signed in for one page and not for the next, people would go in circles.
      ['damaged in its tokens alone', ({ session }) => ({ tokens: session })],
      [
        'flipped in one bit',
        ({ session, tokens }) => ({
          session: Buffer.from(session.map((byte, at) => (at === 30 ? byte ^ 1 : byte))),
          tokens,
        }),
      ],
    ];
    for (const [name, damage] of damages) {
      await store.flush();
      await browser.signIn();
      const key = (await store.keys()).find((found) => found.startsWith('session:')) ?? '';
      const [session, tokens] = [
        await store.command('HGET', key, 'session'),
        await store.command('HGET', key, 'tokens'),
      ];
      if (!Buffer.isBuffer(session) || !Buffer.isBuffer(tokens)) throw new Error('No record');
      await write(key, damage({ session, tokens }));
      expect([name, (await browser.fetch('/auth/session')).status]).toEqual([name, 401]);
      expect((await browser.navigate('/')).body).toContain('Sign in');
      expect([name, (await browser.navigate('/example')).status]).toEqual([name, 200]); // by a login
    }
  });

  it('keeps nobody signed in for longer by what it says of the last use', async () => {
    const world = await start();
    const [browser, other] = [world.browser(), world.browser()];
    await browser.signIn();
    await other.signIn();
    const [seen, foreign] = await Promise.all(
      [browser, other].map(async (owner) =>
        String(await store.command('HGET', keyOf(owner), 'seen')),
      ),
    );
    const [time = '', mac = ''] = seen?.split('.') ?? [];
    const written: [name: string, seen: string | Buffer][] = [
      ['a later time', `${Number(time) + 1000}.${mac}`],
      ['a time without its signature', `${Number(time) + 1000}`],
      ['another session’s', foreign ?? ''],
      ['nothing', ''],
      ['a word', 'x'],
      ['a number that is none', `NaN.${mac}`],
      ['a time before all time', `-1.${mac}`],
      ['a time after all time', `${'9'.repeat(40)}.${mac}`],
      ['an exponent', `1e15.${mac}`],
      ['a line more', `${time}.${mac}\n`],
      ['bytes that are no text', Buffer.from([0, 255, 254, 13, 10])],
      ['a megabyte', 'a'.repeat(1_000_000)],
    ];
    for (const [name, value] of written) {
      await store.command('HSET', keyOf(browser), 'seen', value);
      expect([name, (await browser.fetch('/auth/session')).status]).toEqual([name, 401]);
      expect([name, (await browser.fetch('/api/hello')).status]).toEqual([name, 401]);
      expect([name, (await browser.navigate('/')).status]).toEqual([name, 200]);
      await store.command('HSET', keyOf(browser), 'seen', seen ?? '');
      expect([name, (await browser.fetch('/auth/session')).status]).toEqual([name, 200]);
    }
    await store.command('HDEL', keyOf(browser), 'seen');
    expect((await browser.fetch('/auth/session')).status).toBe(401);
  });

  describe('while the secrets are rotated', () => {
    it('keeps everybody signed in through both steps, and forgets the old one when told to', async () => {
      const before = await withSecrets(OLD);
      const browser = before.browser();
      await browser.signIn();
      const old = cookieOf(browser);

      const first = await withSecrets(`${OLD},${NEW}`, before);
      expect(await statusOf(first, old)).toBe(200);

      const second = await withSecrets(`${NEW},${OLD}`, before);
      expect(await statusOf(second, old)).toBe(200);
      const later = second.browser();
      before.provider.register(second.origin);
      await later.signIn();
      const young = cookieOf(later);
      // Processes of the step before are still running, and know both.
      expect(await statusOf(first, young)).toBe(200);

      const last = await withSecrets(NEW, before);
      expect(await statusOf(last, young)).toBe(200);
      expect(await statusOf(last, old)).toBe(401);
    });
  });

  it('has nothing of strangers', async () => {
    const world = await start();
    for (const target of [
      '/',
      '/example',
      '/missing',
      '/auth/session',
      '/auth/login',
      '/api/hello',
    ]) {
      await world.browser().navigate(target, { follow: false });
      await world.browser().fetch(target);
    }
    await world.browser().submit('/auth/logout', {}, { follow: false });
    const forged = { cookie: 'session=s%3Aforged.signature' };
    await world.browser().program('/', { headers: forged });
    expect(await store.keysOfPeople()).toEqual([]);
  });

  it(
    `has nothing left of ${ROUNDS} logins and logouts`,
    async () => {
      const world = await start();
      const rounds = Array.from({ length: AT_A_TIME }, async (_, at) => {
        for (let round = at; round < ROUNDS; round += AT_A_TIME) {
          const browser = world.browser();
          await browser.signIn();
          await browser.submit('/auth/logout', {}, { follow: false });
        }
      });
      await Promise.all(rounds);
      expect(world.eventsNamed('logout.succeeded')).toHaveLength(ROUNDS);
      expect(await store.keysOfPeople()).toEqual([]);
    },
    ROUNDS * PATIENCE_MS,
  );
});
