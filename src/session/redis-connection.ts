import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, createCluster, type RedisArgument, RESP_TYPES } from '@redis/client';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';

export type { RedisArgument };
export type Reply = Buffer | number | null | Reply[];

const CONNECT_TIMEOUT_MS = 2_000;
const PING_INTERVAL_MS = 1_000;
/** A server that answers not even a ping for this long is taken for dead, and connected to anew. */
const SILENCE_MS = 3_000;
const MAX_BACKOFF_MS = 2_000;
const MAX_QUEUE = 10_000;

/** A connection that comes up by itself, again and again. What it can't send at once, it refuses. */
export interface RedisConnection {
  /** Sends a command about `key`, which decides on the node that gets it. */
  send(key: string, command: RedisArgument[]): Promise<Reply>;
  close(): void;
}

type RedisConfig = NonNullable<Config['redis']>;

/** Opens a connection without waiting for it: start-up needs no store. */
export function openRedis(redis: RedisConfig, logger: Logger): RedisConnection {
  const { client, send, connections } = redis.cluster ? cluster(redis) : server(redis);
  const closing = new AbortController();
  client.on('error', (err: unknown) => logger.warn({ err }, 'the session store'));

  const connect = async () => {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      try {
        await client.connect();
        return;
      } catch (err) {
        logger.warn({ err }, 'the session store can’t be reached');
        await sleep(backoff(attempt), undefined, { ref: false });
      }
    }
  };
  void connect();
  const watch = hangUpOnSilence(connections);

  return {
    send,
    close: () => {
      closing.abort();
      clearInterval(watch);
      client.destroy();
    },
  };
}

function server(redis: RedisConfig) {
  const client = createClient(options(redis));
  return {
    client,
    send: (_key: string, command: RedisArgument[]) => client.sendCommand<Reply>(command),
    connections: () => [client],
  };
}

function cluster(redis: RedisConfig) {
  const { socket, ...defaults } = options(redis);
  const client = createCluster({
    rootNodes: [{ socket }],
    // What the nodes tell of themselves is where they are, not how to speak to them.
    defaults: { ...defaults, socket: { ...socket, host: undefined, port: undefined } },
    RESP: 2,
    commandOptions: defaults.commandOptions,
  });
  return {
    client,
    send: (key: string, command: RedisArgument[]) =>
      client.sendCommand<Reply>(key || undefined, false, command),
    connections: () => client.masters.flatMap((node) => node.client ?? []),
  };
}

function options({ url, username, password }: RedisConfig) {
  const parsed = new URL(url.reveal());
  const database = Number(parsed.pathname.slice(1)) || 0;
  return {
    username: username ?? (decodeURIComponent(parsed.username) || undefined),
    password: password?.reveal() ?? (decodeURIComponent(parsed.password) || undefined),
    ...(database > 0 && { database }),
    RESP: 2 as const,
    // `RedisEngine` has a time limit of its own, from end to end.
    commandOptions: { timeout: undefined, typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_QUEUE,
    socket: {
      host: parsed.hostname,
      port: Number(parsed.port) || 6379,
      ...(parsed.protocol === 'rediss:' && { tls: true as const }),
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: backoff,
    },
  };
}

/** One node's connection, as far as its silence is concerned. */
interface Connection {
  readonly isReady: boolean;
  ping(): Promise<unknown>;
  destroy(): void;
  connect(): Promise<unknown>;
}

/**
 * Asks each node once a second, and connects anew where no answer comes. A machine that is gone
 * without a word is told in no other way: `socketTimeout` starts anew with whatever we send.
 */
function hangUpOnSilence(connections: () => Connection[]): NodeJS.Timeout {
  const asked = new WeakSet<Connection>();
  const ask = async (connection: Connection) => {
    asked.add(connection);
    const silence = setTimeout(() => {
      connection.destroy();
      connection.connect().catch(() => undefined); // closed meanwhile
    }, SILENCE_MS);
    await connection.ping().catch(() => undefined); // it is connecting anew already
    clearTimeout(silence);
    asked.delete(connection);
  };
  return setInterval(() => {
    for (const connection of connections()) {
      if (connection.isReady && !asked.has(connection)) void ask(connection);
    }
  }, PING_INTERVAL_MS).unref();
}

/** Twice as long each time, up to two seconds, and never all tasks at once. */
const backoff = (attempt: number) =>
  Math.min(MAX_BACKOFF_MS, 50 * 2 ** attempt) * (0.5 + Math.random() / 2);
