import {
  paginateAdminListGroupsForUser,
  paginateListGroups,
  type CognitoIdentityProviderClient,
  type GroupType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Problem } from '../problem.js';

export interface Group {
  name: string;
  description: string | undefined;
  /** The lowest wins where the groups' roles compete. */
  precedence: number | undefined;
}

/** All groups of a pool, or those of one user. */
export async function listGroups(
  client: CognitoIdentityProviderClient,
  pool: string,
  email?: string,
): Promise<Group[]> {
  const pages =
    email === undefined
      ? paginateListGroups({ client }, { UserPoolId: pool })
      : paginateAdminListGroupsForUser({ client }, { UserPoolId: pool, Username: email });
  const groups: Group[] = [];
  for await (const page of pages) groups.push(...(page.Groups ?? []).map(groupOf));
  return groups;
}

/**
 * Asked beforehand: Cognito's own refusal has the same name for a group and for a pool that is not
 * there.
 *
 * @throws {Problem} `no_such_group`, naming those there are.
 */
export async function requireGroups(
  client: CognitoIdentityProviderClient,
  pool: string,
  wanted: string[],
): Promise<void> {
  if (wanted.length === 0) return;
  const names = new Set((await listGroups(client, pool)).map(({ name }) => name));
  const missing = wanted.find((name) => !names.has(name));
  if (missing === undefined) return;
  const there = names.size === 0 ? 'It has none.' : `There are: ${[...names].join(', ')}.`;
  throw new Problem('no_such_group', `${pool} has no group ${missing}. ${there}`);
}

const groupOf = ({ GroupName, Description, Precedence }: GroupType): Group => ({
  name: GroupName ?? '',
  description: Description,
  precedence: Precedence,
});
