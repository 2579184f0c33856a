import { Broken, PATIENCE_MS } from '../broken.js';
import { Connection } from './connection.js';
import { exchangeOf, type Goal } from './goal.js';

export interface ClosedLoad {
  readonly connections: number;
  /** The number in the turn of the request that is sent first; 0 where absent. */
  readonly from?: number;
  /** Whether to go on, asked before each request. */
  readonly goesOn: (sent: number) => boolean;
  /** How long an answer is waited for. */
  readonly patienceMs?: number;
}

export interface Answers {
  readonly count: number;
  readonly seconds: number;
}

/**
 * A closed loop: every connection sends its next request as soon as it has its answer.
 *
 * @throws Broken at the first answer that is wrong, or doesn't come
 */
export function closedLoad(goal: Goal, load: ClosedLoad): Promise<Answers> {
  const { from = 0, goesOn, patienceMs = PATIENCE_MS } = load;
  const { promise, resolve, reject } = Promise.withResolvers<Answers>();
  const started = performance.now();
  let [sent, count, open] = [0, 0, load.connections];

  const end = () => {
    clearInterval(watch);
    for (const connection of connections) connection.close();
  };
  const sendNext = (connection: Connection) => {
    if (goesOn(sent)) {
      connection.send(exchangeOf(goal, from + sent));
      sent += 1;
      return;
    }
    open -= 1;
    if (open > 0) return;
    end();
    resolve({ count, seconds: (performance.now() - started) / 1000 });
  };
  const fail = (wrong: string) => {
    end();
    reject(new Broken(`${goal.name} ${wrong}`));
  };
  const answered = (connection: Connection, wrong?: string) => {
    if (wrong !== undefined) return fail(wrong);
    count += 1;
    sendNext(connection);
  };
  const connections = Array.from(
    { length: load.connections },
    () => new Connection(goal.port, answered),
  );
  const watch = setInterval(() => {
    const waited = Math.max(...connections.map(({ waitedMs }) => waitedMs));
    if (waited > patienceMs) fail(`didn’t answer a call of the API within ${patienceMs / 1000} s`);
  }, patienceMs / 5);
  for (const connection of connections) sendNext(connection);
  return promise;
}

/** Goes on for so long from now on. */
export function forSeconds(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() < end;
}
