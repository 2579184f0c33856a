import { isIPv6 } from 'node:net';
import { z } from 'zod';
import { text } from './fields.js';
import { Secret } from './secret.js';

const DEFAULT_PORT = '6379';
const MAX_PORT = 65_535;
const ADVICE =
  'percent-encode what is special in a user name or password, or give them as REDIS_USERNAME and REDIS_PASSWORD';

/**
 * Scheme, credentials, host, port, database. The credentials end at the last @, as nothing after it
 * can hold one: so a #, / or ? in a password is taken as it is meant, where a parser of URLs would
 * cut the address there.
 */
const PARTS =
  /^(?<scheme>rediss?):\/\/(?:(?<credentials>[^]*)@)?(?:\[(?<ipv6>[^\]]*)\]|(?<name>[\w.-]+))(?::(?<port>\d*))?(?:\/(?<database>\d{0,5}))?$/iu;

/** Where the session store is, and who we are there. */
interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly database: number;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
}

/** Reads `redis://USER:PASSWORD@HOST:PORT/DATABASE`, all but the host optional. */
export const redisUrl = text.transform((written, context): RedisAddress => {
  const address = read(written);
  if (typeof address !== 'string') return address;
  context.addIssue(address);
  return z.NEVER;
});

/** @returns what is wrong where it can't be read */
function read(written: string): RedisAddress | string {
  if (!/^rediss?:\/\//iu.test(written)) {
    return 'must be a URL that starts with redis:// or rediss://';
  }
  const { scheme, credentials, ipv6, name, port, database } = PARTS.exec(written)?.groups ?? {};
  const host = ipv6 ?? name;
  const portNumber = Number(port || DEFAULT_PORT);
  if (!scheme || !host || (ipv6 !== undefined && !isIPv6(ipv6))) {
    return `must name one host (an IPv6 address in brackets), then perhaps :PORT and /DATABASE, and nothing after that: ${ADVICE}`;
  }
  if (portNumber < 1 || portNumber > MAX_PORT) return `must name a port from 1 to ${MAX_PORT}`;
  const [username, password] = readCredentials(credentials ?? '');
  if (username === undefined || password === undefined) {
    return `must not hold a bare % in its user name or password: ${ADVICE} (% itself is %25)`;
  }
  return {
    host,
    port: portNumber,
    tls: scheme.toLowerCase() === 'rediss',
    database: Number(database ?? ''),
    username: username || undefined,
    password: password ? new Secret(password) : undefined,
  };
}

/** RFC 3986 §3.2.1: `user:password`, each escaped by itself. */
function readCredentials(credentials: string): (string | undefined)[] {
  const [username = ''] = credentials.split(':', 1);
  return [username, credentials.slice(username.length + 1)].map(unescape);
}

function unescape(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined; // a % that begins no escape
  }
}
