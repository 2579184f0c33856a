import { RequestFailed } from '../http/failures/failure.js';
import { pathnameOf } from './forwarded-path.js';
import { readingsOf } from './path-readings.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** Who may call what of the API, and how long it may take. */
export interface Policy {
  /**
   * Below the API's prefix: `/orders` is that path alone, `/admin/*` is `/admin` and all below it, and `{id}` any one
   * segment that isn't empty.
   */
  readonly path: `/${string}`;
  /** HEAD comes with GET. */
  readonly methods: readonly Method[];
  /** One of these is needed; without, everyone who is signed in may call. */
  readonly groups?: readonly string[];
  /** How long the API may take to its first byte. */
  readonly timeLimitMs: number;
}

export const EVERY_METHOD = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export const TIME_LIMIT_MS = 30_000; // an HTTP API's own

/** Finds the policy of a path below an API's prefix, query and all. */
export type FindPolicy = (path: string) => Policy | undefined;

/**
 * Servers differ in what they take for the same path: some undo escapes twice, merge slashes, fold
 * case, leave out path parameters. The API may be any of them, so a path that one reading puts under
 * another row than the next is refused: nobody gets at `/admin/x` as `/%61dmin/x`.
 *
 * @returns a function that throws RequestFailed `bad_path`
 */
export function policyTable(policies: readonly Policy[]): FindPolicy {
  const folded = policies.map(({ path }) => lower(path));

  return (path) => {
    const pathname = pathnameOf(path);
    const row = policies.findIndex((policy) => covers(policy.path, pathname));
    const agreed = readingsOf(pathname).every((reading) => {
      const loose = loosely(reading);
      return folded.findIndex((pattern) => covers(pattern, loose)) === row;
    });
    if (!agreed) throw new RequestFailed('bad_path');
    return policies[row];
  };
}

/** HEAD is a GET without the content (RFC 9110 §9.3.2), and comes with it. */
export const allowsMethod = ({ methods }: Policy, method: string): boolean =>
  methods.some((allowed) => allowed === method) || (method === 'HEAD' && methods.includes('GET'));

/** What the `Allow` header says (RFC 9110 §10.2.1). */
export const allowOf = ({ methods }: Policy): string =>
  methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');

/** Groups are compared whole: `super-admins` is not `admins`. */
export const allowsGroups = (
  { groups }: Pick<Policy, 'groups'>,
  held: readonly string[],
): boolean => groups === undefined || groups.some((group) => held.includes(group));

function covers(pattern: string, path: string): boolean {
  const root = pattern.endsWith('/*') ? pattern.slice(0, -2) : pattern;
  const isWhole = root === pattern;
  if (root.includes('{')) return coversSegments(root.split('/'), isWhole, path.split('/'));
  if (path === root || path === `${root}/`) return true;
  return !isWhole && path.startsWith(`${root}/`);
}

function coversSegments(root: string[], isWhole: boolean, path: string[]): boolean {
  const rest = path.slice(root.length);
  if (isWhole && rest.some((segment, index) => index > 0 || segment !== '')) return false;
  return root.every((segment, index) =>
    segment.startsWith('{') ? Boolean(path[index]) : segment === path[index],
  );
}

const lower = (text: string) => text.toLowerCase();
const UNUSUAL = /[;?#]|\/\//;

/** A reading as a server takes it that folds case, leaves out parameters and merges slashes. */
function loosely(reading: string): string {
  if (!UNUSUAL.test(reading)) return lower(reading);
  return lower(reading)
    .replaceAll(/[;?#][^/]*/g, '')
    .replaceAll(/\/{2,}/g, '/');
}
