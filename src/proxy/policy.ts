import { posix } from 'node:path';
import { RequestFailed } from '../http/failure.js';
import type { Policy } from './policies.js';

/** Finds the policy of a path below `/api`, query and all. */
export type FindPolicy = (path: string) => Policy | undefined;

/**
 * Servers differ in what they take for the same path: some undo escapes twice, merge slashes, fold
 * case, leave out path parameters. The API may be any of them, so a path that one reading puts under
 * another row than the next is refused: nobody gets at `/admin/x` as `/%61dmin/x`.
 *
 * @returns a function that throws RequestFailed `bad_path`
 */
export function policyTable(policies: readonly Policy[]): FindPolicy {
  const find = (reading: string, fold = (text: string) => text) =>
    policies.find(({ path }) => covers(fold(path), reading));

  return (path) => {
    const [pathname = ''] = path.split('?', 1);
    const policy = find(pathname);
    const agreed = readingsOf(pathname).every((reading) => find(reading, lower) === policy);
    if (!agreed) throw new RequestFailed('bad_path');
    return policy;
  };
}

/** HEAD is a GET without the content (RFC 9110 §9.3.2), and comes with it. */
export const methodsOf = ({ methods }: Policy): readonly string[] =>
  methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));

/** Groups are compared whole: `super-admins` is not `admins`. */
export const allowsGroups = ({ groups }: Policy, held: readonly string[]): boolean =>
  groups === undefined || groups.some((group) => held.includes(group));

function covers(pattern: string, path: string): boolean {
  const root = pattern.endsWith('/*') ? pattern.slice(0, -2) : pattern;
  if (path === root || path === `${root}/`) return true;
  return root !== pattern && path.startsWith(`${root}/`);
}

const lower = (text: string) => text.toLowerCase();
const UNUSUAL = /[%;\\]|\/\//;
const ESCAPED_ASCII = /%([0-7][\da-f])/gi;

/** What servers may make of a path: one reading for each time that escapes are undone. */
function readingsOf(path: string): string[] {
  if (!UNUSUAL.test(path)) return [lower(path)];
  const readings: string[] = [];
  for (let [read, before] = [path, '']; read !== before; [read, before] = [unescaped(read), read]) {
    const plain = read.replaceAll('\\', '/').replaceAll(/[;?#][^/]*/g, '');
    readings.push(lower(posix.normalize(plain)));
  }
  return readings;
}

const unescaped = (path: string) =>
  path.replaceAll(ESCAPED_ASCII, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
