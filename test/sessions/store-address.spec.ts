import { networkInterfaces } from 'node:os';
import { engineWith } from '../support/engine-at.js';
import { SessionServer } from '../support/session-server.js';

const PASSWORD = 'p@ss:w/o#r?d [1]';

/** Containers may lack it. */
const hasIpv6 = Object.values(networkInterfaces()).some((addresses = []) =>
  addresses.some(({ address }) => address === '::1'),
);

describe('a session store with a password of odd characters is reached', () => {
  let store: SessionServer;
  let port: number;

  beforeAll(async () => {
    store = await SessionServer.start({ password: PASSWORD });
    ({ port } = store.address);
  });
  afterAll(async () => store.remove());

  const escaped = encodeURIComponent(PASSWORD);

  it.each([
    ['by a URL that holds it as it is', (at: string) => `redis://:${PASSWORD}@localhost:${at}`],
    ['by a URL that holds it escaped', (at: string) => `redis://:${escaped}@localhost:${at}`],
    ['at an IPv4 address', (at: string) => `redis://:${escaped}@127.0.0.1:${at}/`],
    [
      'at an IPv6 address',
      (at: string) => `redis://:${escaped}@${hasIpv6 ? '[::1]' : '127.0.0.1'}:${at}`,
    ],
    ['as a named user', (at: string) => `redis://default:${escaped}@localhost:${at}`],
  ])('%s', async (_how, url) => {
    const engine = await engineWith({ REDIS_URL: url(`${port}`) });
    await expect(engine.ping()).resolves.not.toThrow();
    engine.close();
  });

  it('from a file, with its line break', async () => {
    const REDIS_URL = `redis://localhost:${port}`;
    const engine = await engineWith({ REDIS_URL, REDIS_PASSWORD: `${PASSWORD}\n` });
    await expect(engine.ping()).resolves.not.toThrow();
    engine.close();
  });

  it('in the database that the URL names', async () => {
    const engine = await engineWith({ REDIS_URL: `redis://:${escaped}@localhost:${port}/5` });
    await engine.count('limit:of-database-5', 60_000);
    engine.close();
    expect(String(await store.command('INFO', 'keyspace'))).toMatch(/^db5:keys=1,/m);
  });
});
