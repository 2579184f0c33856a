import type { Group } from '../http/guards/groups.js';

/** Injection token of the policies in force. */
export const POLICIES = Symbol('policies');

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** Who may call what of the API, and how long it may take. */
export interface Policy {
  /** Below the API's prefix: `/hello` is that path alone, `/admin/*` is `/admin` and all below it. */
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

/**
 * The first row whose path fits decides; where none fits, nothing is forwarded. Remove the last row
 * and only what is listed gets through.
 */
export const policies: readonly (Policy & { readonly groups?: readonly Group[] })[] = [
  { path: '/hello', methods: ['GET'], timeLimitMs: TIME_LIMIT_MS },
  { path: '/admin/*', methods: EVERY_METHOD, groups: ['admins'], timeLimitMs: TIME_LIMIT_MS },
  { path: '/*', methods: EVERY_METHOD, timeLimitMs: TIME_LIMIT_MS },
];
