import { z } from 'zod';
import type { Account } from '../account.js';
import { CognitoError } from '../cognito-error.js';
import { userType } from './admin-users.js';
import { limit, pageToken, text } from './fields.js';
import { byAdmin, type Operations } from './operation.js';
import { page } from './paging.js';

/** `email ^= "al"`: one attribute, equal or starting with a value in which quotes are escaped. */
const FILTER = /^\s*(?<name>[\w:]+)\s*(?<operator>\^?=)\s*"(?<value>(?:[^"\\]|\\.)*)"\s*$/u;

const SEARCHABLE: Record<string, (account: Account) => string | undefined> = {
  username: ({ username }) => username,
  'cognito:user_status': ({ status }) => status,
  status: ({ disabled }) => (disabled ? 'Disabled' : 'Enabled'),
  ...Object.fromEntries(
    ['sub', 'email', 'name', 'given_name', 'family_name', 'preferred_username', 'phone_number'].map(
      (name) => [name, ({ attributes }: Account) => attributes[name]],
    ),
  ),
};

function matcher(filter: string): (account: Account) => boolean {
  const { name = '', operator, value = '' } = FILTER.exec(filter)?.groups ?? {};
  const read = Object.hasOwn(SEARCHABLE, name) ? SEARCHABLE[name] : undefined;
  if (!read) throw new CognitoError('InvalidParameterException', 'Error while parsing filter.');
  // Addresses and states are compared in any case, as a pool does.
  const wanted = value.replaceAll(/\\(.)/gu, '$1').toLowerCase();
  return (account) => {
    const found = read(account)?.toLowerCase();
    return operator === '=' ? found === wanted : found?.startsWith(wanted) === true;
  };
}

export const listUsersOperations: Operations = {
  ListUsers: byAdmin(
    z.object({
      Filter: z.string().max(256).default(''),
      Limit: limit,
      PaginationToken: pageToken,
      AttributesToGet: z.array(text(32)).optional(),
    }),
    (pool, { Filter, Limit, PaginationToken, AttributesToGet: wanted }) => {
      const found = pool.directory.all().filter(Filter === '' ? () => true : matcher(Filter));
      const { items, next } = page(found, Limit, PaginationToken);
      const users = items.map(userType).map(({ Attributes, ...user }) => ({
        ...user,
        Attributes: wanted ? Attributes.filter(({ Name }) => wanted.includes(Name)) : Attributes,
      }));
      return { Users: users, PaginationToken: next };
    },
  ),
};
