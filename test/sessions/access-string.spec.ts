import { randomUUID } from 'node:crypto';
import { noLog } from '../support/captured-log.js';
import { propertiesOf, serviceOf } from '../../infra/test/service-variants.js';
import type { SessionEngine, StoredSession } from '../../src/session/engine.js';
import { openRedis, type RedisConnection } from '../../src/session/redis-connection.js';
import { leaseKey, sessionKey, userKey } from '../../src/session/session-records.js';
import { configWith, engineWith } from '../support/engine-at.js';
import { eventually } from '../support/eventually.js';
import { SessionCluster } from '../support/session-server.js';

const MINUTE = 60_000;
const PASSWORD = 'a'.repeat(64);
/** What every client does that signs in, whatever it may do after that; and what this test does. */
const BESIDES = new Set([
  'auth',
  'hello',
  'client|setinfo',
  'acl|setuser',
  'config|resetstat',
  'info',
]);

/** The users as CloudFormation makes them, by name. */
const accessStringOf = (name: string): string =>
  propertiesOf(serviceOf('prod'), 'AWS::ElastiCache::User', `SessionsUsersUser${name}`).properties
    .AccessString;

/** Valkey itself reads what ElastiCache would be told, on a cluster of three. */
describe('the user of the session store', () => {
  let cluster: SessionCluster;
  let environment: { REDIS_URL: string } & Record<string, string>;
  let engine: SessionEngine;
  let connection: RedisConnection;

  const onEachNode = (...command: string[]) =>
    Promise.all(cluster.nodes.map((node) => node.command(...command)));

  beforeAll(async () => {
    cluster = await SessionCluster.start();
    const rules = accessStringOf('bff').split(' ');
    await onEachNode('ACL', 'SETUSER', 'bff', 'reset', `>${PASSWORD}`, ...rules);
    await onEachNode('CONFIG', 'RESETSTAT');
    environment = {
      REDIS_URL: cluster.url,
      REDIS_CLUSTER: 'true',
      REDIS_USERNAME: 'bff',
      REDIS_PASSWORD: PASSWORD,
    };
    engine = await engineWith(environment);
    const { redis } = configWith(environment);
    if (!redis) throw new Error('There is no store');
    connection = openRedis(redis, noLog());
    await eventually(() =>
      connection.send('', ['PING']).then(
        () => true,
        () => false,
      ),
    );
  });
  afterAll(async () => {
    engine.close();
    connection.close();
    await cluster.remove();
  });

  it('may do all that the product does, and nothing that it never does', async () => {
    const id = randomUUID();
    const [key, lease, list] = [sessionKey(id), leaseKey(id), userKey(id)];
    const stored: StoredSession = {
      session: Buffer.from('session'),
      tokens: Buffer.from('tokens'),
      version: Buffer.from('1'),
      seen: Buffer.from('1'),
    };
    /** Every method, so that the compiler asks for one that is new. */
    const steps: Record<Exclude<keyof SessionEngine, 'close'>, () => Promise<unknown>> = {
      ping: () => engine.ping(),
      objection: () => engine.objection(),
      create: () => engine.create(key, stored, MINUTE),
      read: () => engine.read(key),
      replace: () => engine.replace(key, 'tokens', Buffer.from('new'), Buffer.from('2')),
      glance: () => engine.glance(key),
      touch: () => engine.touch(key, Buffer.from('2'), MINUTE),
      acquire: () => engine.acquire(lease, 'me', MINUTE),
      hold: () => engine.hold(lease, 'me', 'me', MINUTE),
      release: () => engine.release(lease, 'me'),
      remember: () => engine.remember(list, key, Buffer.from('entry'), MINUTE),
      recall: () => engine.recall(list),
      forget: () => engine.forget(list, key),
      count: () => engine.count('limit:{1}', MINUTE),
      end: () => engine.end(key),
    };
    for (const step of Object.values(steps)) await step();

    const used = (await onEachNode('INFO', 'commandstats'))
      .flatMap((reply) => [...String(reply).matchAll(/^cmdstat_(?<name>[^:]+):calls=[1-9]/gmu)])
      .map(({ groups }) => groups?.['name'] ?? '')
      .filter((name) => !BESIDES.has(name));
    const allowed = accessStringOf('bff')
      .split(' ')
      .filter((rule) => rule.startsWith('+'))
      .map((rule) => rule.slice(1));
    expect([...new Set(used)].toSorted()).toEqual(allowed.toSorted());
  });

  const forbidden: [name: string, key: string, command: string[]][] = [
    ['reads what is not the product’s', 'other', ['GET', 'other']],
    ['reads what only begins alike', 'users', ['GET', 'users']],
    ['writes what is not the product’s', 'sessions', ['SET', 'sessions', 'mine']],
    [
      'reaches it by a script either',
      'other',
      ['EVAL', "return redis.call('GET', KEYS[1])", '1', 'other'],
    ],
    ['lists the sessions', '', ['KEYS', '*']],
    ['goes through the sessions', '', ['SCAN', '0']],
    ['signs everybody out', '', ['FLUSHALL']],
    ['copies a session out', 'session:1', ['DUMP', 'session:1']],
    ['makes users', '', ['ACL', 'SETUSER', 'other', 'on', 'nopass', '~*', '+@all']],
    ['changes the server', '', ['CONFIG', 'SET', 'maxmemory', '1']],
    ['moves slots', '', ['CLUSTER', 'DELSLOTS', '1']],
    ['listens to others', '', ['MONITOR']],
  ];
  it.each(forbidden)('never %s', async (_name, key, command) => {
    await expect(connection.send(key, command)).rejects.toThrow(
      /NOPERM|No permissions|can't access/iu,
    );
  });

  it('is the only one: nobody signs in as the default user', async () => {
    const [node] = cluster.nodes;
    const rules = accessStringOf('default').split(' ');
    await node?.command('ACL', 'SETUSER', 'nobody', 'reset', `>${PASSWORD}`, ...rules);
    await expect(node?.command('AUTH', 'nobody', PASSWORD)).rejects.toThrow('WRONGPASS');
  });
});
