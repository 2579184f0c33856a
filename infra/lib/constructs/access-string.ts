/** What the product's scripts and commands do; `test/sessions/access-string.spec.ts` holds them together. */
const COMMANDS = [
  'hmget',
  'hgetall',
  'hset',
  'hdel',
  'get',
  'set',
  'del',
  'exists',
  'pexpire',
  'incr',
  'pttl',
  'eval',
  'ping',
  'cluster|slots',
];

const KEYS = ['session:*', 'refresh:*', 'user:*', 'attempt:*', 'limit:*', 'elevation:*'];

/**
 * The rights of the product's user in Valkey's ACL syntax: its keys and its commands, nothing else.
 * AUTH and HELLO need no right, and the client does without the CLIENT SETINFO that it tries.
 */
export const ACCESS_STRING = [
  'on',
  ...KEYS.map((pattern) => `~${pattern}`),
  '-@all',
  ...COMMANDS.map((command) => `+${command}`),
].join(' ');

/** Of a user whom nobody can be. */
export const NO_ACCESS = 'off -@all';
