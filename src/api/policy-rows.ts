import { apiRoutes } from '../../api/routes.js';
import type { Group } from '../http/guards/groups.js';
import { EVERY_METHOD, type Policy, TIME_LIMIT_MS } from './policy-table.js';
import { routePolicies } from './route-policies.js';

/** Injection token of the policies in force. */
export const POLICIES = Symbol('policies');

/**
 * The first row whose path fits decides; where none fits, nothing is forwarded. Remove the last row
 * and only what is listed gets through.
 */
export const policies: readonly (Policy & { readonly groups?: readonly Group[] })[] = [
  ...routePolicies<Group>(apiRoutes),
  { path: '/admin/*', methods: EVERY_METHOD, groups: ['admins'], timeLimitMs: TIME_LIMIT_MS },
  { path: '/*', methods: EVERY_METHOD, timeLimitMs: TIME_LIMIT_MS },
];
