import type { ApiRoute } from '../../api/routes.js';
import { type Policy, TIME_LIMIT_MS } from './policy-table.js';

type Row<Group extends string> = Policy & { readonly groups?: readonly Group[] };
type Route<Group extends string> = Pick<ApiRoute, 'path' | 'methods'> & {
  readonly groups?: readonly Group[];
};

/** What the API's own routes take, the most specific path first, as API Gateway chooses between them. */
export const routePolicies = <Group extends string>(
  routes: readonly Route<Group>[],
): readonly Row<Group>[] =>
  routes
    .toSorted((one, other) => compareRanks(ranksOf(one.path), ranksOf(other.path)))
    .map(({ path, methods, groups }) => ({
      path: patternOf(path),
      methods,
      timeLimitMs: TIME_LIMIT_MS,
      ...(groups && { groups }),
    }));

const GREEDY = /\/\{[^{}/]+\+\}$/;

/** What takes all that follows is written `/*` here, as in every policy. */
const patternOf = (path: ApiRoute['path']): Policy['path'] =>
  `/${path.replace(GREEDY, '/*').slice(1)}`;

/** Of each segment: 0 for text, 1 for a variable, 2 for what takes all that follows. */
const ranksOf = (path: string): number[] =>
  path.split('/').map((segment) => Number(segment.includes('{')) + Number(segment.includes('+}')));

/** API Gateway, "Routing API requests": text before a variable, that before what takes all. */
function compareRanks(one: readonly number[], other: readonly number[]): number {
  const differences = one.map((rank, index) => rank - (other[index] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}
