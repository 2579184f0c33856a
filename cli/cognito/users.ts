import {
  paginateListUsers,
  paginateListUsersInGroup,
  type CognitoIdentityProviderClient,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';

export interface User {
  email: string;
  emailVerified: boolean;
  /** Cognito's own name for somebody: the `sub` too, where people sign in by e-mail address. */
  username: string;
  /** `CONFIRMED`, `FORCE_CHANGE_PASSWORD`, … */
  status: string;
  enabled: boolean;
  createdAt: string | undefined;
}

export interface Selection {
  /** In Cognito's own syntax. */
  filter?: string | undefined;
  group?: string | undefined;
}

/** Everybody, or a selection, through all pages. */
export async function listUsers(
  client: CognitoIdentityProviderClient,
  pool: string,
  { filter, group }: Selection = {},
): Promise<User[]> {
  const pages =
    group === undefined
      ? paginateListUsers({ client }, { UserPoolId: pool, Filter: filter })
      : paginateListUsersInGroup({ client }, { UserPoolId: pool, GroupName: group });
  const users: User[] = [];
  for await (const page of pages) users.push(...(page.Users ?? []).map(userOf));
  return users;
}

/**
 * Cognito's filter from what was typed: `email ^= "al"` is one already, and `al` becomes it.
 *
 * https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html#cognito-user-pools-searching-for-users-using-listusers-api
 */
export const filterOf = (typed: string): string =>
  /^[\w:]+\s*\^?=\s*"/u.test(typed)
    ? typed
    : `email ^= "${typed.replaceAll(/["\\]/gu, (special) => `\\${special}`)}"`;

export function userOf(user: UserType): User {
  const attribute = (name: string) => user.Attributes?.find(({ Name }) => Name === name)?.Value;
  return {
    email: attribute('email') ?? '',
    emailVerified: attribute('email_verified') === 'true',
    username: user.Username ?? '',
    status: user.UserStatus ?? '',
    enabled: user.Enabled ?? false,
    createdAt: user.UserCreateDate?.toISOString(),
  };
}
