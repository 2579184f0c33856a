import { RequestFailed } from '../http/failures/failure.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { Tracing } from '../telemetry/tracing.js';
import type { Entries, Glance, Part, SessionEngine, StoredSession } from './engine.js';
import { type RedisArgument, replyCode, type Reply } from './redis-client.js';
import type { RedisConnection } from './redis-connection.js';
import { versionProblem } from './store-version.js';

const COMMAND_TIMEOUT_MS = 2_000;
const RETRY_AFTER = 2; // seconds
/** https://opentelemetry.io/docs/specs/semconv/database/redis/ */
const OF_STORE = { 'db.system.name': 'redis' };

/** Each script works on one key: a cluster runs it in one slot, and nobody sees it half done. */
const SCRIPTS = {
  create: `redis.call('HSET', KEYS[1], 'session', ARGV[1], 'tokens', ARGV[2],
      'version', ARGV[3], 'seen', ARGV[4])
    return redis.call('PEXPIRE', KEYS[1], ARGV[5])`,
  replace: `if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2], 'version', ARGV[3])
    return 1`,
  touch: `if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
    redis.call('HSET', KEYS[1], 'seen', ARGV[1])
    return redis.call('PEXPIRE', KEYS[1], ARGV[2])`,
  end: `local stored = redis.call('HMGET', KEYS[1], 'session', 'tokens', 'version', 'seen')
    redis.call('DEL', KEYS[1])
    return stored`,
  hold: `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
    return 1`,
  release: `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    return redis.call('DEL', KEYS[1])`,
  remember: `redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
    redis.call('PEXPIRE', KEYS[1], ARGV[3])
    return redis.call('HGETALL', KEYS[1])`,
  count: `local count = redis.call('INCR', KEYS[1])
    local left = redis.call('PTTL', KEYS[1])
    if left >= 0 then return {count, left} end
    redis.call('PEXPIRE', KEYS[1], ARGV[1])
    return {count, tonumber(ARGV[1])}`,
};

/**
 * Sessions in Valkey or Redis, on one server or on a cluster (ElastiCache Serverless is one). While
 * the store can't be reached, commands fail at once instead of queueing; none takes over two seconds.
 */
export class RedisEngine implements SessionEngine {
  constructor(
    private readonly connection: RedisConnection,
    private readonly metrics: Metrics,
    private readonly tracing: Tracing,
  ) {}

  async create(key: string, stored: StoredSession, ttlMs: number) {
    const { session, tokens, version, seen } = stored;
    await this.run('create', key, [session, tokens, version, seen, whole(ttlMs)]);
  }

  async glance(key: string): Promise<Glance | undefined> {
    const [version, seen] = listed(await this.send(key, ['HMGET', key, 'version', 'seen']));
    return Buffer.isBuffer(seen) ? { version: bytesOf(version), seen } : undefined;
  }

  async read(key: string): Promise<StoredSession | undefined> {
    return storedSession(
      await this.send(key, ['HMGET', key, 'session', 'tokens', 'version', 'seen']),
    );
  }

  async replace(key: string, part: Part, value: Buffer, version: Buffer): Promise<boolean> {
    return (await this.run('replace', key, [part, value, version])) === 1;
  }

  async touch(key: string, seen: Buffer, ttlMs: number): Promise<void> {
    await this.run('touch', key, [seen, whole(ttlMs)]);
  }

  async end(key: string): Promise<StoredSession | undefined> {
    return storedSession(await this.run('end', key, []));
  }

  async acquire(lease: string, owner: string, ttlMs: number): Promise<string | undefined> {
    const held = await this.send(lease, ['SET', lease, owner, 'NX', 'GET', 'PX', whole(ttlMs)]);
    return Buffer.isBuffer(held) ? held.toString() : undefined;
  }

  async hold(lease: string, owner: string, value: string, ttlMs: number): Promise<boolean> {
    return (await this.run('hold', lease, [owner, value, whole(ttlMs)])) === 1;
  }

  async release(lease: string, owner: string): Promise<void> {
    await this.run('release', lease, [owner]);
  }

  async remember(list: string, entry: string, value: Buffer, ttlMs: number): Promise<Entries> {
    return entriesIn(await this.run('remember', list, [entry, value, whole(ttlMs)]));
  }

  async recall(list: string): Promise<Entries> {
    return entriesIn(await this.send(list, ['HGETALL', list]));
  }

  async forget(list: string, entry: string): Promise<void> {
    await this.send(list, ['HDEL', list, entry]);
  }

  async count(counter: string, windowMs: number): Promise<{ count: number; leftMs: number }> {
    const [count, leftMs] = listed(await this.run('count', counter, [whole(windowMs)]));
    if (typeof count !== 'number' || typeof leftMs !== 'number') throw noAnswer();
    return { count, leftMs };
  }

  async ping(): Promise<void> {
    await this.send('', ['PING']);
  }

  /** HELLO needs no rights (it is how one signs in), and Redis has it since version 6. */
  async objection(): Promise<string | undefined> {
    try {
      return versionProblem(await this.send('', ['HELLO']));
    } catch (error) {
      if (error instanceof RequestFailed && replyCode(error.cause) === 'ERR') {
        return 'it doesn’t know HELLO, and it takes Valkey, or Redis 7 or later';
      }
      throw error;
    }
  }

  close(): void {
    this.connection.close();
  }

  private run(script: keyof typeof SCRIPTS, key: string, args: RedisArgument[]): Promise<Reply> {
    return this.send(key, ['EVAL', SCRIPTS[script], '1', key, ...args], script);
  }

  private send(key: string, command: RedisArgument[], name = String(command[0])): Promise<Reply> {
    return this.tracing.around(name, OF_STORE, () => this.sendNow(key, command, name));
  }

  private sendNow(key: string, command: RedisArgument[], name: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const startedAt = performance.now();
      const timer = setTimeout(() => fail(new Error('no answer in time')), COMMAND_TIMEOUT_MS);
      const done = (reply: Reply) => {
        clearTimeout(timer);
        this.metrics.stored(name, performance.now() - startedAt);
        resolve(reply);
      };
      const fail = (cause: unknown) => {
        clearTimeout(timer);
        this.metrics.stored(name, performance.now() - startedAt, replyCode(cause) ?? 'unreachable');
        reject(new RequestFailed('session_store_unavailable', { cause, retryAfter: RETRY_AFTER }));
      };
      this.connection.send(key, command).then(done, fail);
    });
  }
}

/** PEXPIRE and PX take whole milliseconds, and refuse none. */
const whole = (ttlMs: number) => `${Math.max(1, Math.ceil(ttlMs))}`;

/** What isn't an answer to the question says nothing: neither that a session has ended nor that it is too much. */
function listed(reply: Reply): Reply[] {
  if (!Array.isArray(reply)) throw noAnswer();
  return reply;
}

const noAnswer = () =>
  new RequestFailed('session_store_unavailable', {
    cause: new Error('an answer to something else'),
    retryAfter: RETRY_AFTER,
  });

/** A hash, whose fields and values come in turn (RESP2). */
function entriesIn(reply: Reply): Entries {
  const flat = listed(reply).filter((item) => Buffer.isBuffer(item));
  const entries = new Map<string, Buffer>();
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const [entry, value] = flat.slice(index, index + 2);
    if (entry && value) entries.set(entry.toString(), value);
  }
  return entries;
}

function storedSession(reply: Reply): StoredSession | undefined {
  const [session, tokens, version, seen] = listed(reply);
  if (!Buffer.isBuffer(session) || !Buffer.isBuffer(tokens)) return undefined;
  return { session, tokens, version: bytesOf(version), seen: bytesOf(seen) };
}

/** A field that isn't there is as good as one without content. */
const bytesOf = (field: Reply | undefined) => (Buffer.isBuffer(field) ? field : Buffer.alloc(0));
