import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { oneLine } from '../telemetry/one-line.js';
import { Seldom } from '../telemetry/seldom.js';
import {
  backoff,
  type NodeConnection,
  type RedisArgument,
  type RedisClient,
  redisClient,
  type RedisConfig,
  replyCode,
  type Reply,
  SILENCE_MS,
} from './redis-client.js';

const PING_INTERVAL_MS = 1_000;
const RENEWAL_INTERVAL_MS = 1_000;
const LOG_INTERVAL_MS = 5_000;

/**
 * How a node says that another is the one to write to: it has become a replica, a replica that has
 * lost its primary, a primary that has lost its replicas, or a part of a cluster that the others have
 * gone on without. A connection outlives such a change and would hear the same for ever.
 */
const WRONG_NODE = new Set(['READONLY', 'MASTERDOWN', 'NOREPLICAS', 'CLUSTERDOWN']);

/** A connection that comes up by itself, again and again. What it can't send at once, it refuses. */
export interface RedisConnection {
  /** Sends a command about `key`, which decides on the node that gets it. */
  send(key: string, command: RedisArgument[]): Promise<Reply>;
  close(): void;
}

/** Opens a connection without waiting for it: start-up needs no store. */
export function openRedis(redis: RedisConfig, logger: Logger): RedisConnection {
  const troubles = new Seldom(LOG_INTERVAL_MS);
  const complain = (error: unknown) =>
    troubles.say((leftOut) => {
      logger.warn({ reason: oneLine(error), leftOut }, 'the session store can’t be reached');
    });
  let link = new Link(redisClient(redis), complain);
  let renewedAt = Number.NEGATIVE_INFINITY;

  /** Addresses are looked up anew too: who is meant to be written to may be behind the same one. */
  const renew = (code: string) => {
    if (performance.now() - renewedAt < RENEWAL_INTERVAL_MS) return;
    renewedAt = performance.now();
    logger.warn(
      { code },
      'this node of the session store isn’t the one to write to: connecting anew',
    );
    link.close();
    link = new Link(redisClient(redis), complain);
  };

  return {
    send: async (key, command) => {
      const used = link;
      try {
        return await used.send(key, command);
      } catch (error) {
        const code = replyCode(error);
        if (code !== undefined && WRONG_NODE.has(code) && used === link) renew(code);
        throw error;
      }
    },
    close: () => link.close(),
  };
}

/** A client that is kept connected until it is closed. */
class Link {
  private readonly closing = new AbortController();
  private readonly watch: NodeJS.Timeout;

  constructor(
    private readonly client: RedisClient,
    private readonly complain: (error: unknown) => void,
  ) {
    client.onError(complain);
    this.watch = hangUpOnSilence(() => client.nodes());
    void this.connect();
  }

  send(key: string, command: RedisArgument[]): Promise<Reply> {
    return this.client.send(key, command);
  }

  close(): void {
    this.closing.abort();
    clearInterval(this.watch);
    this.client.destroy();
  }

  private async connect(): Promise<void> {
    for (let attempt = 0; !this.closing.signal.aborted; attempt += 1) {
      try {
        await this.client.connect();
        return;
      } catch (error) {
        if (this.closing.signal.aborted) return;
        this.complain(error);
        await sleep(backoff(attempt), undefined, { ref: false });
      }
    }
  }
}

/**
 * Asks each node once a second, and connects anew where no answer comes. A machine that is gone
 * without a word is told in no other way: `socketTimeout` starts anew with whatever we send.
 */
function hangUpOnSilence(nodes: () => NodeConnection[]): NodeJS.Timeout {
  const asked = new WeakSet<NodeConnection>();
  const ask = async (node: NodeConnection) => {
    asked.add(node);
    const silence = setTimeout(() => {
      node.destroy();
      node.connect().catch(() => undefined); // closed meanwhile
    }, SILENCE_MS);
    await node.ping().catch(() => undefined); // it is connecting anew already
    clearTimeout(silence);
    asked.delete(node);
  };
  return setInterval(() => {
    for (const node of nodes()) {
      if (node.isReady && !asked.has(node)) void ask(node);
    }
  }, PING_INTERVAL_MS).unref();
}
