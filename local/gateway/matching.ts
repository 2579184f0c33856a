import type { Route, Routes } from './routes.js';

/** The route that a request takes, and what its path variables hold: decoded. */
export interface Match {
  routeKey: string;
  route: Route;
  pathParameters?: Record<string, string>;
}

const GREEDY = /^\{(?<name>[^{}]+)\+\}$/u;
const VARIABLE = /^\{(?<name>[^{}+]+)\}$/u;

/**
 * The most specific route for a method and a path (API Gateway: "Routing API requests"): text before
 * a variable, a variable before a greedy one, a method before `ANY`, and `$default` at last.
 *
 * @param path as it was sent, percent-encoded
 * @throws {URIError} when a path variable isn't encoded as UTF-8
 */
export function matchRoute(routes: Routes, method: string, path: string): Match | undefined {
  const given = path.split('/').slice(1);
  const [best] = Object.keys(routes)
    .map(patternOf)
    .filter((pattern) => fits(pattern, method, given))
    .toSorted(bySpecificity);
  const route = best && routes[best.routeKey];
  if (!route) return undefined;
  return { routeKey: best.routeKey, route, pathParameters: variablesOf(best, given) };
}

interface Pattern {
  routeKey: string;
  method: string;
  /** None for `$default`, which takes every path. */
  segments?: string[];
}

function patternOf(routeKey: string): Pattern {
  const [method = '', path] = routeKey.split(' ');
  return path === undefined
    ? { routeKey, method: 'ANY' }
    : { routeKey, method, segments: path.split('/').slice(1) };
}

function fits({ method, segments }: Pattern, wanted: string, given: string[]): boolean {
  if (method !== 'ANY' && method !== wanted) return false;
  if (!segments) return true;
  const isGreedy = GREEDY.test(segments.at(-1) ?? '');
  if (isGreedy ? given.length < segments.length : given.length !== segments.length) return false;
  return segments.every((segment, index) => {
    const value = given[index] ?? '';
    return isVariable(segment) ? value !== '' : segment === value;
  });
}

const isVariable = (segment: string): boolean => GREEDY.test(segment) || VARIABLE.test(segment);

/** 0 for text, 1 for a variable, 2 for a greedy one. Above all for `$default`. */
const ranksOf = ({ segments }: Pattern): number[] =>
  segments?.map((segment) => (GREEDY.test(segment) ? 2 : Number(VARIABLE.test(segment)))) ?? [3];

function bySpecificity(one: Pattern, other: Pattern): number {
  const [ranks, others] = [ranksOf(one), ranksOf(other)];
  for (const [index, rank] of ranks.entries()) {
    const difference = rank - (others[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(one.method === 'ANY') - Number(other.method === 'ANY');
}

function variablesOf(
  { segments = [] }: Pattern,
  given: string[],
): Record<string, string> | undefined {
  const variables = segments.flatMap((segment, index): [string, string][] => {
    const greedy = GREEDY.exec(segment)?.groups?.['name'];
    const single = VARIABLE.exec(segment)?.groups?.['name'];
    if (greedy !== undefined) return [[greedy, decodeURIComponent(given.slice(index).join('/'))]];
    return single === undefined ? [] : [[single, decodeURIComponent(given[index] ?? '')]];
  });
  return variables.length > 0 ? Object.fromEntries(variables) : undefined;
}
