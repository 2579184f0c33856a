import type { Exchange } from './connection.js';

/** Whom a load goes to, and what it is asked. */
export interface Goal {
  readonly name: string;
  readonly port: number;
  /** Sent in turn, over and over. */
  readonly exchanges: readonly Exchange[];
}

/** What is sent as the request of this number. */
export function exchangeOf({ name, exchanges }: Goal, index: number): Exchange {
  const exchange = exchanges[index % exchanges.length];
  if (!exchange) throw new Error(`There is nothing to ask ${name}`);
  return exchange;
}
