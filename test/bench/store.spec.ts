import { createClient } from '@redis/client';
import { Children } from './children.js';
import { Store } from './store.js';

const DATABASE = 7;

/** As RESP2 puts a string: https://valkey.io/topics/protocol/ */
const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

describe('what the store is asked', () => {
  const children = new Children();
  let store: Store;
  let client: ReturnType<typeof connect>;

  const connect = (database: number) =>
    createClient({ url: store.url(database), RESP: 2 }).on('error', () => undefined);

  beforeAll(async () => {
    store = await Store.start(children);
    client = await connect(DATABASE).connect();
    await client.set('key', 'x'.repeat(1_234));
  });
  afterAll(async () => {
    client.destroy();
    store.close();
    await children.stop();
  });

  it('is counted to the byte, without what the bench asks and without pings', async () => {
    expect(await store.trafficWhile(async () => undefined)).toEqual({
      readBytes: 0,
      writtenBytes: 0,
    });
    const pinged = await store.trafficWhile(() => client.ping());
    expect(pinged).toEqual({ readBytes: 0, writtenBytes: 0 });

    const asked = await store.trafficWhile(async () => {
      await client.get('key');
      await client.ping();
      await client.get('key');
    });

    expect(asked).toEqual({
      readBytes: 2 * bulk('x'.repeat(1_234)).length,
      writtenBytes: 2 * `*2\r\n${bulk('GET')}${bulk('key')}`.length,
    });
  });

  it('is counted by command: a script is one, a ping is none, and neither is what others ask', async () => {
    const other = await connect(DATABASE + 1).connect();
    const commands = await store.commandsWhile(DATABASE, async () => {
      await client.ping();
      await client.get('] "PING"');
      await client.eval(`redis.call('GET', KEYS[1]) return redis.call('DEL', KEYS[1])`, {
        keys: ['another'],
      });
      await other.get('key');
    });
    other.destroy();
    expect(commands).toEqual(['GET', 'EVAL']);
  });

  it('fails at once where the store is gone', async () => {
    const others = new Children();
    const gone = await Store.start(others);
    await others.stop();
    await expect(gone.usedBytes()).rejects.toThrow(/closed/i);
    expect(() => gone.close()).not.toThrow();
  });

  it('names the server and its version, and what it holds', async () => {
    expect(await store.version()).toMatch(/^(Valkey|Redis) \d+\.\d+\.\d+$/);
    expect(await store.usedBytes()).toBeGreaterThan(1_234);
  });
});
