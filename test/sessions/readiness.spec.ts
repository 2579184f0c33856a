import { ACCESS_STRING } from '../../infra/lib/constructs/access-string.js';
import type { SessionEngine } from '../../src/session/engine.js';
import { rehearseAll } from '../../src/session/rehearsal.js';
import { BuiltProduct } from '../support/built-product.js';
import { engineWith } from '../support/engine-at.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/http-server.js';
import { OpenIdProvider } from '../support/openid-provider.js';
import { array, bulk, type Respond, RespServer } from '../support/resp-server.js';
import { SessionServer } from '../support/session-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { TestBrowser } from '../support/test-browser.js';
import { UpstreamApi } from '../support/upstream-api.js';
import { environmentFor, World } from '../support/world.js';

const PASSWORD = 'a-password';
const RULES = ACCESS_STRING.split(' ');
/** What a cluster alone needs. */
const NEEDED = RULES.filter((rule) => /^[+~]/.test(rule) && rule !== '+cluster|slots');

const userOf = (store: SessionServer, rules: readonly string[]) =>
  store.command('ACL', 'SETUSER', 'bff', 'reset', 'on', `>${PASSWORD}`, ...rules);

describe('a rehearsal with the session store', () => {
  let store: SessionServer;
  let engine: SessionEngine;

  beforeAll(async () => {
    store = await SessionServer.start();
    await userOf(store, RULES);
    engine = await engineWith({
      REDIS_URL: store.url,
      REDIS_USERNAME: 'bff',
      REDIS_PASSWORD: PASSWORD,
    });
  });
  afterAll(async () => {
    engine.close();
    await store.remove();
  });
  beforeEach(async () => {
    await store.command('CONFIG', 'SET', 'maxmemory', '0');
    await store.command('REPLICAOF', 'NO', 'ONE');
    await userOf(store, RULES);
    await eventually(() =>
      engine.ping().then(
        () => true,
        () => false,
      ),
    );
  });

  it('comes off, again and again, and leaves nothing behind', async () => {
    for (let round = 0; round < 3; round += 1) {
      await expect(rehearseAll(engine)).resolves.toBeUndefined();
    }
    await eventually(async () => (await store.keys()).length === 0);
  });

  it.each(NEEDED.filter((rule) => rule !== '+ping'))(
    'fails for a user without %s',
    async (rule) => {
      const opposite = rule.startsWith('+') ? [rule.replace('+', '-')] : [];
      await userOf(store, [...RULES.filter((other) => other !== rule), ...opposite]);
      await expect(rehearseAll(engine)).rejects.toThrow('session_store_unavailable');
    },
  );

  const states: [name: string, begin: () => Promise<unknown>][] = [
    ['full', () => store.command('CONFIG', 'SET', 'maxmemory', '1')],
    ['a replica', () => store.command('REPLICAOF', '127.0.0.1', '1')],
  ];
  it.each(states)('fails where it is %s', async (_name, begin) => {
    await begin();
    await expect(rehearseAll(engine)).rejects.toThrow('session_store_unavailable');
  });
});

describe('readiness while the session store is reached', () => {
  let store: SessionServer;
  let world: World;

  beforeAll(async () => {
    store = await SessionServer.start();
    world = await World.start({ REDIS_URL: store.url });
    await storeIs('up');
  });
  afterAll(async () => {
    await world.stop();
    await store.remove();
  });

  const ready = () => world.browser().program('/health/ready');
  const storeIs = (state: 'up' | 'down') =>
    eventually(async () => (await ready()).body.includes(`"session_store":"${state}"`));

  it('says what runs', async () => {
    expect((await ready()).json()).toEqual({
      state: 'ready',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/u),
      dependencies: { session_store: 'up', provider: 'up' },
    });
  });

  const states: [name: string, begin: () => Promise<unknown>, end: () => Promise<unknown>][] = [
    [
      'full',
      () => store.command('CONFIG', 'SET', 'maxmemory', '1'),
      () => store.command('CONFIG', 'SET', 'maxmemory', '0'),
    ],
    [
      'a replica',
      () => store.command('REPLICAOF', '127.0.0.1', '1'),
      () => store.command('REPLICAOF', 'NO', 'ONE'),
    ],
    [
      'there for PING alone',
      () => store.command('ACL', 'SETUSER', 'default', '-@all', '+ping', '+acl', '+config'),
      () => store.command('ACL', 'SETUSER', 'default', '+@all'),
    ],
  ];
  it.each(states)('stays, and tells the truth, while it is %s', async (_name, begin, end) => {
    await begin();
    await storeIs('down');
    expect((await ready()).status).toBe(200);
    await end();
    await storeIs('up');
  });

  it('costs a ping and no write, however often it is asked for', async () => {
    await storeIs('up');
    const commands = await store.commandsOf(() => Promise.all(Array.from({ length: 50 }, ready)));
    expect(commands.length).toBeLessThan(10);
  });
});

/** As Redis of this version answers: the option GET of SET NX came with 7. */
const redis =
  (version: string | undefined): Respond =>
  ([name, ...rest]) => {
    if (name === 'HELLO' && version === undefined) return "-ERR unknown command 'HELLO'\r\n";
    if (name === 'HELLO') {
      return array(bulk('server'), bulk('redis'), bulk('version'), bulk(version ?? ''));
    }
    if (name === 'SET' && rest.includes('GET')) return '-ERR syntax error\r\n';
    return name === 'PING' ? '+PONG\r\n' : ':1\r\n';
  };

describe('readiness while the session store takes long for each command', () => {
  it('is told in time to those who probe, and comes about when the store is faster', async () => {
    const store = await SessionServer.start();
    const network = await TcpProxy.start(store.address);
    const world = await World.start({ REDIS_URL: network.url });
    const probe = () => world.browser().program('/health/ready');
    try {
      await eventually(async () => (await probe()).status === 200);
      network.delay(800); // a rehearsal would take as long as many commands
      await eventually(async () => (await probe()).body.includes('"session_store":"down"'));
      const started = process.hrtime.bigint();
      const { status } = await probe();
      expect(status).toBe(200);
      expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(5_000);
      await network.mend();
      await eventually(async () => (await probe()).body.includes('"session_store":"up"'));
    } finally {
      await world.stop();
      await network.cut();
      await store.remove();
    }
  });
});

describe('a process whose session store will not do', () => {
  let provider: OpenIdProvider;
  let api: UpstreamApi;

  beforeAll(async () => {
    [provider, api] = await Promise.all([OpenIdProvider.start(), UpstreamApi.start()]);
  });
  afterAll(() => Promise.all([provider.stop(), api.stop()]));

  /** Starts a process, gives it time to make up its mind, and asks it a few times more. */
  async function verdictOn(environment: Record<string, string>) {
    const port = await freePort();
    const product = new BuiltProduct({
      ...environmentFor(provider, api, port),
      LOG_LEVEL: 'error',
      ...environment,
    });
    const origin = `http://localhost:${port}`;
    try {
      await product.answers(`${origin}/health/live`);
      await eventually(async () => product.lines.length > 0);
      const answers = [];
      for (let round = 0; round < 3; round += 1) {
        answers.push(await new TestBrowser(origin).program('/health/ready'));
      }
      const lines = product.lines.map((line): Record<string, unknown> => JSON.parse(line));
      return { lines, statuses: answers.map(({ status }) => status), answer: answers[0]?.json() };
    } finally {
      await product.stop('SIGKILL');
    }
  }

  const notReady = { state: 'starting', dependencies: { session_store: 'down' } };

  it('gets no traffic, and says once why, where its user may only PING', async () => {
    const store = await SessionServer.start();
    await userOf(store, ['+ping']);
    const user = { REDIS_USERNAME: 'bff', REDIS_PASSWORD: PASSWORD };
    const { statuses, answer, lines } = await verdictOn({ REDIS_URL: store.url, ...user });
    await store.remove();
    expect(statuses).toEqual([503, 503, 503]);
    expect(answer).toMatchObject(notReady);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.['reason']).toMatch(/^NOPERM .*eval/u);
    expect(lines[0]?.['msg']).toContain('docs/sessions.md');
    expect(JSON.stringify(lines)).not.toContain(PASSWORD);
  });

  it.each([
    ['6.2.14', /^it is Redis 6\.2\.14, and it takes Valkey, or Redis 7 or later$/u],
    ['6.0.0', /^it is Redis 6\.0\.0, /u],
    [undefined, /^it doesn’t know HELLO, and it takes Valkey, or Redis 7 or later$/u],
  ])('gets no traffic, and says once why, where that is Redis %s', async (version, reason) => {
    const store = await RespServer.start(redis(version));
    const { statuses, answer, lines } = await verdictOn({ REDIS_URL: store.url });
    await store.stop();
    expect(statuses).toEqual([503, 503, 503]);
    expect(answer).toMatchObject(notReady);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.['reason']).toMatch(reason);
  });
});
