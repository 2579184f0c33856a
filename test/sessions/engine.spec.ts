import { randomUUID } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { SessionEngine, StoredSession } from '../../src/session/engine.js';
import { MemoryEngine } from '../../src/session/memory-engine.js';
import { RedisEngine } from '../../src/session/redis-engine.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import { Tracing } from '../../src/telemetry/tracing.js';
import { rehearseAll } from '../../src/session/rehearsal.js';
import { selfSigned } from '../support/certificate.js';
import { engineWith } from '../support/engine-at.js';
import { SessionCluster, SessionServer, type ServerOptions } from '../support/session-server.js';

/** An engine under test, and how it is got rid of. */
interface Subject {
  readonly engine: SessionEngine;
  remove(): Promise<void>;
}

async function redisEngine(
  store: { url: string; remove(): Promise<void> },
  environment: Record<string, string> = {},
): Promise<Subject> {
  const engine = await engineWith({ REDIS_URL: store.url, ...environment });
  return {
    engine,
    remove: async () => {
      engine.close();
      await store.remove();
    },
  };
}

const server = async (options: ServerOptions, environment?: Record<string, string>) =>
  redisEngine(await SessionServer.start(options), environment);

/** What a user of the store must be allowed, and nothing else: docs/sessions.md lists it. */
const RIGHTS = [
  'hmget',
  'hgetall',
  'hset',
  'hdel',
  'get',
  'set',
  'del',
  'exists',
  'pexpire',
  'incr',
  'pttl',
];

async function serverWithRights(): Promise<Subject> {
  const store = await SessionServer.start();
  const allowed = [...RIGHTS, 'eval', 'ping'].map((command) => `+${command}`);
  const kinds = ['session', 'refresh', 'user', 'attempt', 'limit', 'elevation'];
  const keys = kinds.map((kind) => `~${kind}:*`);
  await store.command('ACL', 'SETUSER', 'bff', 'on', '>a-password', ...keys, ...allowed);
  return redisEngine(store, { REDIS_USERNAME: 'bff', REDIS_PASSWORD: 'a-password' });
}

async function serverOverTls(): Promise<Subject> {
  const certificate = selfSigned();
  setDefaultCACertificates([...getCACertificates(), certificate.pem]);
  const subject = await server({ tls: certificate });
  return {
    engine: subject.engine,
    remove: async () => {
      await subject.remove();
      certificate.remove();
    },
  };
}

const subjects: [name: string, create: () => Promise<Subject>][] = [
  ['in memory', async () => ({ engine: new MemoryEngine(), remove: async () => undefined })],
  ['on one server', () => server({})],
  [
    'on a server with a password',
    () => server({ password: 'a/pass:word' }, { REDIS_PASSWORD: 'a/pass:word' }),
  ],
  ['for a user with few rights', serverWithRights],
  ['on a server over TLS', serverOverTls],
  [
    'on a cluster of three',
    async () => redisEngine(await SessionCluster.start(), { REDIS_CLUSTER: 'true' }),
  ],
];

const MINUTE = 60_000;
const SHORT = 200;
/** Waits until what lives for `ttlMs` is gone, which nothing but time can bring about. */
const expiry = (ttlMs: number) => new Promise((resolve) => setTimeout(resolve, ttlMs + 30));
/** Bytes of every kind: an engine that takes them for text would spoil them. */
const bytes = (name: string) =>
  Buffer.concat([Buffer.from(name), Buffer.from([0, 255, 254, 13, 10])]);
const stored: StoredSession = {
  session: bytes('s'),
  tokens: bytes('t'),
  version: bytes('1'),
  seen: bytes('n'),
};

const counter = () => `limit:{${randomUUID()}}`;

describe.each(subjects)('sessions %s', (_name, create) => {
  let subject: Subject;
  let engine: SessionEngine;
  let key: string;
  let lease: string;
  let list: string;

  beforeAll(async () => {
    subject = await create();
    ({ engine } = subject);
  });
  afterAll(() => subject.remove());
  beforeEach(() => {
    const id = randomUUID();
    [key, lease, list] = [`session:{${id}}`, `refresh:{${id}}`, `user:{${id}}`];
  });

  describe('a record', () => {
    it('is given back as it was', async () => {
      await engine.create(key, stored, MINUTE);
      expect(await engine.read(key)).toEqual(stored);
    });

    it('is found under its own key alone', async () => {
      await engine.create(key, stored, MINUTE);
      expect(await engine.read(`${key}x`)).toBeUndefined();
    });

    it('is gone when its time is over', async () => {
      await engine.create(key, stored, SHORT);
      expect(await engine.read(key)).toEqual(stored);
      await expiry(SHORT);
      expect(await engine.read(key)).toBeUndefined();
      expect(await engine.end(key)).toBeUndefined();
    });

    it.each([
      ['session', { ...stored, session: bytes('new'), version: bytes('2') }],
      ['tokens', { ...stored, tokens: bytes('new'), version: bytes('2') }],
    ] as const)(
      'has its %s replaced under a new version, and nothing else',
      async (part, expected) => {
        await engine.create(key, stored, MINUTE);
        expect(await engine.replace(key, part, bytes('new'), bytes('2'))).toBe(true);
        expect(await engine.read(key)).toEqual(expected);
      },
    );

    it('tells its version, and when it was used last, without the rest', async () => {
      await engine.create(key, stored, MINUTE);
      expect(await engine.glance(key)).toMatchObject({ version: bytes('1'), seen: bytes('n') });
      await engine.touch(key, bytes('later'), MINUTE);
      expect(await engine.glance(key)).toMatchObject({ version: bytes('1'), seen: bytes('later') });
      await engine.replace(key, 'tokens', bytes('new'), bytes('2'));
      expect(await engine.glance(key)).toMatchObject({ version: bytes('2'), seen: bytes('later') });
      await engine.end(key);
      expect(await engine.glance(key)).toBeUndefined();
    });

    it('lives no longer for being replaced', async () => {
      await engine.create(key, stored, SHORT);
      await engine.replace(key, 'tokens', bytes('new'), bytes('2'));
      await expiry(SHORT);
      expect(await engine.read(key)).toBeUndefined();
    });

    it('lives on when touched, and says when', async () => {
      await engine.create(key, stored, SHORT);
      await engine.touch(key, bytes('later'), MINUTE);
      await expiry(SHORT);
      expect(await engine.read(key)).toEqual({ ...stored, seen: bytes('later') });
    });

    it('may be given less time, too: what is left of the session', async () => {
      await engine.create(key, stored, MINUTE);
      await engine.touch(key, stored.seen, SHORT);
      await expiry(SHORT);
      expect(await engine.read(key)).toBeUndefined();
    });

    it.each([0, -5, 0.4])('with %d ms left is no longer than a moment', async (ttlMs) => {
      await engine.create(key, stored, MINUTE);
      await engine.touch(key, stored.seen, ttlMs);
      await expiry(1);
      expect(await engine.read(key)).toBeUndefined();
    });

    it('gives what it held to one alone of many that end it', async () => {
      await engine.create(key, stored, MINUTE);
      const ends = await Promise.all(Array.from({ length: 20 }, () => engine.end(key)));
      expect(ends.filter((end) => end !== undefined)).toEqual([stored]);
      expect(await engine.read(key)).toBeUndefined();
    });

    it('gives, in the end, what was written last', async () => {
      await engine.create(key, stored, MINUTE);
      const [, end] = await Promise.all([
        engine.replace(key, 'tokens', bytes('new'), bytes('2')),
        engine.end(key),
      ]);
      expect(end).toEqual({ ...stored, tokens: bytes('new'), version: bytes('2') });
    });
  });

  const revivals: [name: string, write: () => Promise<unknown>][] = [
    ['a late save', () => engine.replace(key, 'session', bytes('late'), bytes('2'))],
    ['late tokens', () => engine.replace(key, 'tokens', bytes('late'), bytes('2'))],
    ['a late touch', () => engine.touch(key, bytes('late'), MINUTE)],
    ['a second end', () => engine.end(key)],
  ];
  it.each(revivals)('ended means ended: %s revives nothing', async (_write, write) => {
    await engine.create(key, stored, MINUTE);
    await engine.end(key);
    expect((await write()) || false).toBe(false);
    expect(await engine.read(key)).toBeUndefined();
    expect(await engine.end(key)).toBeUndefined();
  });
  it.each(revivals)('nor does %s make what never was', async (_write, write) => {
    expect((await write()) || false).toBe(false);
    expect(await engine.read(key)).toBeUndefined();
  });

  describe('a lease', () => {
    it('goes to one alone of many that ask', async () => {
      const owners = Array.from({ length: 20 }, (_, index) => `owner-${index}`);
      const holders = await Promise.all(
        owners.map((owner) => engine.acquire(lease, owner, MINUTE)),
      );
      expect(holders.filter((holder) => holder === undefined)).toHaveLength(1);
      const winner = owners[holders.indexOf(undefined)];
      expect(new Set(holders)).toEqual(new Set([undefined, winner]));
    });

    it('is free again when it has run out', async () => {
      await engine.acquire(lease, 'one', SHORT);
      await expiry(SHORT);
      expect(await engine.acquire(lease, 'two', MINUTE)).toBeUndefined();
    });

    it('is renewed by its owner, and by nobody else', async () => {
      await engine.acquire(lease, 'one', SHORT);
      expect(await engine.hold(lease, 'two', 'two', MINUTE)).toBe(false);
      expect(await engine.hold(lease, 'one', 'one', MINUTE)).toBe(true);
      await expiry(SHORT);
      expect(await engine.acquire(lease, 'two', MINUTE)).toBe('one');
    });

    it('is released by its owner, and by nobody else', async () => {
      await engine.acquire(lease, 'one', MINUTE);
      await engine.release(lease, 'two');
      expect(await engine.acquire(lease, 'two', MINUTE)).toBe('one');
      await engine.release(lease, 'one');
      expect(await engine.acquire(lease, 'two', MINUTE)).toBeUndefined();
    });

    it('is beyond an owner whose time ran out: it neither renews nor releases the next one’s', async () => {
      await engine.acquire(lease, 'one', SHORT);
      await expiry(SHORT);
      expect(await engine.hold(lease, 'one', 'one', MINUTE)).toBe(false);
      await engine.acquire(lease, 'two', MINUTE);
      await engine.release(lease, 'one');
      expect(await engine.hold(lease, 'two', 'two', MINUTE)).toBe(true);
    });

    it('leaves word for those who wait, until that too runs out', async () => {
      await engine.acquire(lease, 'one', MINUTE);
      expect(await engine.hold(lease, 'one', 'word', SHORT)).toBe(true);
      expect(await engine.hold(lease, 'one', 'one', MINUTE)).toBe(false);
      expect(await engine.acquire(lease, 'two', MINUTE)).toBe('word');
      await expiry(SHORT);
      expect(await engine.acquire(lease, 'two', MINUTE)).toBeUndefined();
    });

    it('is none before somebody takes it', async () => {
      expect(await engine.hold(lease, 'one', 'one', MINUTE)).toBe(false);
      await engine.release(lease, 'one');
      expect(await engine.acquire(lease, 'two', MINUTE)).toBeUndefined();
    });
  });

  describe('a list', () => {
    it('is empty before something is in it', async () => {
      expect([...(await engine.recall(list))]).toEqual([]);
    });

    it('has what is remembered and lacks what is forgotten', async () => {
      await engine.remember(list, 'one', bytes('1'), MINUTE);
      await engine.remember(list, 'two', bytes('2'), MINUTE);
      await engine.remember(list, 'one', bytes('3'), MINUTE);
      await engine.forget(list, 'two');
      await engine.forget(list, 'unknown');
      expect([...(await engine.recall(list))]).toEqual([['one', bytes('3')]]);
    });

    it('keeps all that are remembered at once', async () => {
      const names = Array.from({ length: 50 }, (_, index) => `entry-${index}`);
      await Promise.all(names.map((name) => engine.remember(list, name, bytes(name), MINUTE)));
      expect([...(await engine.recall(list)).keys()].toSorted()).toEqual(names.toSorted());
    });

    it('gives a copy: what is forgotten later leaves it as it was', async () => {
      await engine.remember(list, 'one', bytes('1'), MINUTE);
      const recalled = await engine.recall(list);
      await engine.forget(list, 'one');
      expect(recalled.size).toBe(1);
      expect((await engine.recall(list)).size).toBe(0);
    });

    it('lives as long as its youngest entry', async () => {
      await engine.remember(list, 'one', bytes('1'), SHORT);
      await engine.remember(list, 'two', bytes('2'), MINUTE);
      await expiry(SHORT);
      expect((await engine.recall(list)).has('two')).toBe(true);
    });

    it('is gone when its time is over, and forgetting brings back nothing', async () => {
      await engine.remember(list, 'one', bytes('1'), SHORT);
      await engine.remember(list, 'two', bytes('2'), SHORT);
      await expiry(SHORT);
      await engine.forget(list, 'one');
      expect((await engine.recall(list)).size).toBe(0);
    });
  });

  describe('a counter', () => {
    it('counts each once, however many come at once', async () => {
      const name = counter();
      const counts = await Promise.all(
        Array.from({ length: 20 }, () => engine.count(name, MINUTE)),
      );
      expect(counts.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, index) => index + 1),
      );
      for (const { leftMs } of counts) expect(leftMs).toBeLessThanOrEqual(MINUTE);
      for (const { leftMs } of counts) expect(leftMs).toBeGreaterThan(MINUTE - 20_000);
    });

    it('begins anew when its window is over, which later ones don’t prolong', async () => {
      const name = counter();
      await engine.count(name, SHORT);
      await engine.count(name, MINUTE);
      await expiry(SHORT);
      expect(await engine.count(name, MINUTE)).toMatchObject({ count: 1 });
    });

    it('counts under its own name alone', async () => {
      await engine.count(counter(), MINUTE);
      expect(await engine.count(counter(), MINUTE)).toMatchObject({ count: 1 });
    });
  });

  it('passes a rehearsal of all that is done with it', async () => {
    expect(await engine.objection()).toBeUndefined();
    await expect(rehearseAll(engine)).resolves.toBeUndefined();
  });

  it('answers a ping', async () => {
    await expect(engine.ping()).resolves.toBeUndefined();
  });
});

it('a counter that never ends is given an end, or an address would be refused for good', async () => {
  const store = await SessionServer.start();
  const subject = await redisEngine(store);
  const { engine } = subject;
  const name = counter();
  await store.command('SET', name, '60'); // by who may count and not let expire, say
  expect(await engine.count(name, MINUTE)).toEqual({ count: 61, leftMs: MINUTE });
  expect((await engine.count(name, MINUTE)).leftMs).toBeGreaterThan(0);
  expect(Number(await store.command('PTTL', name))).toBeGreaterThan(0);
  await subject.remove();
});

it.each([1, null, Buffer.from('OK')])(
  'an answer that is none (%j) is an outage, and neither an end nor a refusal',
  async (reply) => {
    const engine = new RedisEngine(
      { send: async () => reply, close: () => undefined },
      new Metrics(),
      Tracing.off,
    );
    const asked = [
      engine.read('key'),
      engine.end('key'),
      engine.glance('key'),
      engine.recall('list'),
      engine.count('counter', MINUTE),
    ];
    for (const answer of asked) {
      await expect(answer).rejects.toMatchObject({ code: 'session_store_unavailable' });
    }
  },
);
