import { Connection, type Exchange } from './connection.js';

/** Node's timers are this exact. A request that is sent so late isn't the server's fault. */
const TIMER_MS = 1;
/** How long the last answers are waited for. */
const PATIENCE_MS = 5_000;

export interface OpenLoad {
  readonly port: number;
  /** Sent in turn, over and over. */
  readonly exchanges: readonly Exchange[];
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Latencies {
  /** Of every right answer, in ms, from when its request was due. */
  readonly latencies: readonly number[];
  readonly wrong: number;
}

/**
 * An open loop: requests are sent when they are due, whether or not those before have been answered, over
 * as many connections as that takes. So a server that stalls is charged with all who had to wait, and not
 * only with the one that it kept waiting (coordinated omission).
 */
export async function openLoad(load: OpenLoad): Promise<Latencies> {
  const latencies: number[] = [];
  const idle: Connection[] = [];
  const sentAt = new Map<Connection, number>();
  let wrong = 0;

  const answered = (connection: Connection, right: boolean) => {
    const since = sentAt.get(connection) ?? 0;
    sentAt.delete(connection);
    if (right) latencies.push(performance.now() - since);
    else wrong += 1;
    if (connection.isOpen) idle.push(connection);
  };
  const send = (index: number, dueAt: number) => {
    const exchange = load.exchanges[index % load.exchanges.length];
    if (!exchange) throw new Error('There is nothing to send');
    const connection = idleAndOpen(idle) ?? new Connection(load.port, answered);
    sentAt.set(connection, Math.min(performance.now(), dueAt + TIMER_MS));
    connection.send(exchange);
  };

  await paced(load, send);
  const patience = performance.now() + PATIENCE_MS;
  while (sentAt.size > 0 && performance.now() < patience) await tick();
  wrong += sentAt.size;
  for (const connection of [...idle, ...sentAt.keys()]) connection.close();
  return { latencies, wrong };
}

/** The one that was used last, for servers hang up on those that are idle for long. */
function idleAndOpen(idle: Connection[]): Connection | undefined {
  for (;;) {
    const connection = idle.pop();
    if (connection === undefined || connection.isOpen) return connection;
  }
}

/** Calls for each request when it is due. */
async function paced(
  { perSecond, seconds }: OpenLoad,
  send: (index: number, dueAt: number) => void,
): Promise<void> {
  const startedAt = performance.now();
  const dueAt = (index: number) => startedAt + (index * 1000) / perSecond;
  const total = perSecond * seconds;
  for (let index = 0; index < total;) {
    const now = performance.now();
    for (; index < total && dueAt(index) <= now; index += 1) send(index, dueAt(index));
    await tick();
  }
}

const tick = () => new Promise((resolve) => setTimeout(resolve, TIMER_MS));
