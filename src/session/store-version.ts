import type { Reply } from './redis-client.js';

/** The first Redis that has `SET … NX GET`, without which there is no lease. */
const FIRST_REDIS = 7;

/**
 * What speaks against a store that answers HELLO like this, in half a sentence; nothing where it is
 * Valkey, or Redis 7 and later. One that tells no version is judged by what it can do.
 */
export function versionProblem(hello: Reply): string | undefined {
  const { server = 'redis', version = '' } = fieldsOf(hello);
  const major = /^\d+/.exec(version)?.[0];
  if (server === 'valkey' || major === undefined || Number(major) >= FIRST_REDIS) return undefined;
  return `it is Redis ${version}, and it takes Valkey, or Redis ${FIRST_REDIS} or later`;
}

/** HELLO's answer in RESP 2 is a list of names and values: https://valkey.io/commands/hello/ */
function fieldsOf(reply: Reply): Record<string, string> {
  const items = Array.isArray(reply) ? reply.map(String) : [];
  const names = items.filter((_, index) => index % 2 === 0);
  return Object.fromEntries(names.map((name, index) => [name, items[2 * index + 1] ?? '']));
}
