import {
  createClient,
  createCluster,
  ErrorReply,
  type RedisArgument,
  RESP_TYPES,
} from '@redis/client';
import type { Config } from '../config/config.js';

export type { RedisArgument };
export type Reply = Buffer | number | null | Reply[];
export type RedisConfig = NonNullable<Config['redis']>;

const CONNECT_TIMEOUT_MS = 2_000;
/** A server that answers not even a ping for this long is taken for dead, and connected to anew. */
export const SILENCE_MS = 3_000;
const MAX_BACKOFF_MS = 2_000;
const MAX_QUEUE = 10_000;

/** One node's connection, as far as its silence is concerned. */
export interface NodeConnection {
  readonly isReady: boolean;
  ping(): Promise<unknown>;
  destroy(): void;
  connect(): Promise<unknown>;
}

/** A client of one server or of a cluster; it isn't connected yet. */
export interface RedisClient {
  onError(hear: (error: unknown) => void): void;
  connect(): Promise<unknown>;
  send(key: string, command: RedisArgument[]): Promise<Reply>;
  nodes(): NodeConnection[];
  destroy(): void;
}

export const redisClient = (redis: RedisConfig): RedisClient =>
  redis.cluster ? cluster(redis) : server(redis);

function server(redis: RedisConfig): RedisClient {
  const client = createClient(options(redis));
  return {
    onError: (hear) => client.on('error', hear),
    connect: () => client.connect(),
    send: (_key, command) => client.sendCommand<Reply>(command),
    nodes: () => [client],
    destroy: () => client.destroy(),
  };
}

function cluster(redis: RedisConfig): RedisClient {
  const { socket, ...defaults } = options(redis);
  const client = createCluster({
    rootNodes: [{ socket }],
    // What the nodes tell of themselves is where they are, not how to speak to them.
    defaults: { ...defaults, socket: { ...socket, host: undefined, port: undefined } },
    RESP: 2,
    commandOptions: defaults.commandOptions,
  });
  return {
    onError: (hear) => client.on('error', hear),
    connect: () => client.connect(),
    send: (key, command) => client.sendCommand<Reply>(key || undefined, false, command),
    nodes: () => client.masters.flatMap((node) => node.client ?? []),
    destroy: () => client.destroy(),
  };
}

function options({ host, port, tls, database, username, password }: RedisConfig) {
  return {
    username,
    password: password?.reveal(),
    ...(database > 0 && { database }),
    RESP: 2 as const,
    // `RedisEngine` has a time limit of its own, from end to end.
    commandOptions: { timeout: undefined, typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_QUEUE,
    socket: {
      host,
      port,
      ...(tls && { tls: true as const }),
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: backoff,
    },
  };
}

/** Twice as long each time, up to two seconds, and never all tasks at once. */
export const backoff = (attempt: number) =>
  Math.min(MAX_BACKOFF_MS, 50 * 2 ** attempt) * (0.5 + Math.random() / 2);

/**
 * The word that an error reply begins with, which is its code. (RESP, "Simple errors":
 * https://valkey.io/topics/protocol/#simple-errors)
 */
export const replyCode = (error: unknown): string | undefined =>
  error instanceof ErrorReply ? error.message.split(' ', 1)[0] : undefined;
