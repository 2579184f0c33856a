import { Connection, type Exchange } from './connection.js';

export interface ClosedLoad {
  readonly port: number;
  /** Sent in turn, over and over. */
  readonly exchanges: readonly Exchange[];
  readonly connections: number;
  /** Whether to go on, asked before each request. */
  readonly goesOn: (sent: number) => boolean;
}

export interface Answers {
  readonly right: number;
  readonly wrong: number;
  readonly seconds: number;
}

/** A closed loop: every connection sends its next request as soon as it has its answer. */
export function closedLoad({ port, exchanges, connections, goesOn }: ClosedLoad): Promise<Answers> {
  const { promise, resolve } = Promise.withResolvers<Answers>();
  const started = performance.now();
  const counts = { sent: 0, right: 0, wrong: 0 };
  let open = connections;

  const sendNext = (connection: Connection) => {
    const exchange = exchanges[counts.sent % exchanges.length];
    if (exchange && connection.isOpen && goesOn(counts.sent)) {
      counts.sent += 1;
      connection.send(exchange);
      return;
    }
    connection.close();
    open -= 1;
    const { right, wrong } = counts;
    if (open === 0) resolve({ right, wrong, seconds: (performance.now() - started) / 1000 });
  };
  const answered = (connection: Connection, right: boolean) => {
    if (right) counts.right += 1;
    else counts.wrong += 1;
    sendNext(connection);
  };
  for (let index = 0; index < connections; index += 1) sendNext(new Connection(port, answered));
  return promise;
}

/** Goes on for so long from now on. */
export function forSeconds(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() < end;
}
