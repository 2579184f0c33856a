/** The sections of INFO that a reading takes. */
export const READING = ['INFO', 'stats', 'commandstats'];
const PING = ['PING'];
const PONG = '+PONG\r\n';

/** What the store has counted since it started, as its INFO says it. */
interface Reading {
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly pings: number;
  /** What it sent to say so, which it counts itself only afterwards. */
  readonly replyBytes: number;
}

/** What went to and fro on the wire, the protocol's own lengths and line ends included. */
export interface Traffic {
  readonly readBytes: number;
  readonly writtenBytes: number;
}

/** @throws Error where it lacks what every Valkey, and every Redis that the product takes, counts */
export function readingIn(info: string): Reading {
  const counted = (field: string) => {
    const found = new RegExp(`^${field}(\\d+)`, 'm').exec(info)?.[1];
    if (found === undefined) throw new Error(`The store doesn’t count ${field}`);
    return Number(found);
  };
  const pings = info.includes('cmdstat_ping:') ? counted('cmdstat_ping:calls=') : 0;
  return {
    sentBytes: counted('total_net_output_bytes:'),
    receivedBytes: counted('total_net_input_bytes:'),
    pings,
    replyBytes: bulk(info).length,
  };
}

/** The traffic between two readings, without them, and without the pings that keep connections alive. */
export function trafficBetween(before: Reading, after: Reading): Traffic {
  const pings = after.pings - before.pings;
  const sent = after.sentBytes - before.sentBytes;
  const received = after.receivedBytes - before.receivedBytes;
  return {
    readBytes: sent - before.replyBytes - pings * PONG.length,
    writtenBytes: received - request(READING).length - pings * request(PING).length,
  };
}

/** As RESP2 puts it: https://valkey.io/topics/protocol/ */
const request = (command: readonly string[]) =>
  `*${command.length}\r\n${command.map(bulk).join('')}`;
const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

/**
 * The command in a line of MONITOR, where a client sent it to this database: not what a script of a
 * client's runs, and no ping.
 */
export function commandIn(line: string, database: number): string | undefined {
  const form = /^[\d.]+ \[(?<database>\d+) (?<from>\S+)\] "(?<command>\w+)"/;
  const { database: asked, from, command } = form.exec(line)?.groups ?? {};
  const counts = asked === String(database) && from !== 'lua' && command?.toUpperCase() !== 'PING';
  return counts ? command : undefined;
}
