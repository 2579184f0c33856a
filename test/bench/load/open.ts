import { Broken, PATIENCE_MS } from '../broken.js';
import { Connection } from './connection.js';
import { exchangeOf, type Goal } from './goal.js';

/** Node's timers are this exact. A request that is sent so late isn't the server's fault. */
const TIMER_MS = 1;

export interface OpenLoad {
  readonly perSecond: number;
  readonly seconds: number;
  /** How long the last answers are waited for. */
  readonly patienceMs?: number;
}

/**
 * An open loop: requests are sent when they are due, whether or not those before have been answered, over
 * as many connections as that takes. So a server that stalls is charged with all who had to wait, and not
 * only with the one that it kept waiting (coordinated omission).
 *
 * @returns the time of every answer, in ms, from when its request was due
 * @throws Broken at the first answer that is wrong, or where one doesn't come
 */
export async function openLoad(goal: Goal, load: OpenLoad): Promise<readonly number[]> {
  const { patienceMs = PATIENCE_MS } = load;
  const latencies: number[] = [];
  const idle: Connection[] = [];
  const sentAt = new Map<Connection, number>();
  let seen: string | undefined; // what was wrong

  const answered = (connection: Connection, wrong?: string) => {
    latencies.push(performance.now() - (sentAt.get(connection) ?? 0));
    sentAt.delete(connection);
    seen ??= wrong;
    idle.push(connection);
  };
  const endIfWrong = () => {
    if (seen !== undefined) throw new Broken(`${goal.name} ${seen}`);
  };
  const send = (index: number, dueAt: number) => {
    endIfWrong();
    const connection = idleAndOpen(idle) ?? new Connection(goal.port, answered);
    sentAt.set(connection, Math.min(performance.now(), dueAt + TIMER_MS));
    connection.send(exchangeOf(goal, index));
  };

  try {
    await paced(load, send);
    const patience = performance.now() + patienceMs;
    while (sentAt.size > 0 && performance.now() < patience) await tick();
    if (sentAt.size > 0) seen ??= `left ${sentAt.size} calls of the API without an answer`;
    endIfWrong();
    return latencies;
  } finally {
    for (const connection of [...idle, ...sentAt.keys()]) connection.close();
  }
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
