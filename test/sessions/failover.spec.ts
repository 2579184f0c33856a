import type { SessionEngine } from '../../src/session/engine.js';
import { engineWith } from '../support/engine-at.js';
import { eventually } from '../support/eventually.js';
import { array, bulk, type Respond, RespServer } from '../support/resp-server.js';
import { SessionServer } from '../support/session-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { World } from '../support/world.js';

const MINUTE = 60_000;

const worksAgain = (write: () => Promise<unknown>) =>
  eventually(() =>
    write().then(
      () => true,
      () => false,
    ),
  );

async function follow(replica: SessionServer, primary: SessionServer) {
  const { host, port } = primary.address;
  await replica.command('REPLICAOF', host, `${port}`);
  await eventually(async () =>
    String(await replica.command('INFO', 'replication')).includes('master_link_status:up'),
  );
}

// node-redis 2326, oauth2-proxy 1658: a managed store replaces its primary, and nobody hangs up.
describe('two servers behind one address, of which the other one takes over', () => {
  let first: SessionServer;
  let second: SessionServer;
  let network: TcpProxy;
  let world: World;

  beforeAll(async () => {
    [first, second] = await Promise.all([SessionServer.start(), SessionServer.start()]);
    for (const server of [first, second]) {
      await server.command('CONFIG', 'SET', 'repl-diskless-sync-delay', '0');
    }
    await follow(second, first);
    network = await TcpProxy.start(first.address);
    world = await World.start({ REDIS_URL: network.url });
    await isReady();
  });
  afterAll(async () => {
    await world.stop();
    await network.cut();
    await Promise.all([first.remove(), second.remove()]);
  });

  const isReady = () =>
    eventually(async () => {
      const { body } = await world.browser().program('/health/ready');
      return body.includes('"session_store":"up"');
    });
  it('takes writes again within seconds, without a restart, and has signed nobody out', async () => {
    const before = world.browser();
    await before.signIn();
    const session = (await first.keys()).find((key) => key.startsWith('session:')) ?? '';
    await eventually(async () => (await second.keys()).includes(session));

    network.leadTo(second.address);
    await second.command('REPLICAOF', 'NO', 'ONE');
    await follow(first, second);

    await worksAgain(() => world.browser().signIn());
    expect((await before.fetch('/api/hello')).status).toBe(200);
    expect((await before.submit('/auth/logout', {}, { follow: false })).status).toBe(303);
    await isReady();
  });
});

/** A store that takes what is sent on connections of now, and answers `error` on those of before. */
const after =
  (error: string): Respond =>
  ([name], { before }) => {
    if (name === 'EVAL') return before ? `-${error}\r\n` : ':1\r\n';
    return '+OK\r\n';
  };

/** The same, where the only node of a cluster says so. */
function clusterAfter(error: string, port: () => number): Respond {
  const single = after(error);
  return (command, from) => {
    if (command[0] !== 'CLUSTER') return single(command, from);
    const node = array(bulk('127.0.0.1'), `:${port()}\r\n`, bulk('a'.repeat(40)));
    return array(array(':0\r\n', ':16383\r\n', node));
  };
}

describe.each([
  ['a server', {}],
  ['a node of a cluster', { REDIS_CLUSTER: 'true' }],
])('%s that answers with an error', (_name, environment) => {
  let server: RespServer;
  let engine: SessionEngine;

  async function connectTo(error: string): Promise<void> {
    server = await RespServer.start(
      'REDIS_CLUSTER' in environment ? clusterAfter(error, () => server.port) : after(error),
    );
    engine = await engineWith({ REDIS_URL: server.url, ...environment });
    await write();
    server.turn();
  }
  afterEach(async () => {
    engine.close();
    await server.stop();
  });

  const part = Buffer.from('a part');
  const record = { session: part, tokens: part, version: part, seen: part };
  const write = () => engine.create('session:{1}', record, MINUTE);

  it.each([
    "READONLY You can't write against a read only replica.",
    "READONLY You can't write against a read only replica. script: 60b5, on @user_script:1.",
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    'NOREPLICAS Not enough good replicas to write.',
    'CLUSTERDOWN The cluster is down',
    'READONLY',
  ])('is left for another that takes writes: %s', async (error) => {
    await connectTo(error);
    await expect(write()).rejects.toThrow('session_store_unavailable');
    expect(await worksAgain(write)).toBeLessThan(5_000);
  });

  it.each([
    "OOM command not allowed when used memory > 'maxmemory'.",
    'MISCONF Valkey is configured to save RDB snapshots, but it can’t',
    "NOPERM User bff has no permissions to run the 'eval' command",
    'ERR READONLY is what somebody wrote here',
    'READONLYISH is no code of ours',
    'LOADING Valkey is loading the dataset in memory',
    '',
  ])('is kept where another would say the same: %s', async (error) => {
    await connectTo(error);
    const { connections } = server;
    await expect(write()).rejects.toThrow('session_store_unavailable');
    await engine.ping();
    expect(server.connections).toBe(connections);
  });

  it('isn’t connected to over and over while nobody takes writes', async () => {
    await connectTo('READONLY no');
    const { connections } = server;
    const failed = Array.from({ length: 50 }, () => write().catch((error: unknown) => error));
    await Promise.all(failed);
    server.turn();
    for (let round = 0; round < 50; round += 1) {
      await write().catch(() => undefined);
      server.turn();
    }
    expect(server.connections - connections).toBeLessThan(20);
  });
});
