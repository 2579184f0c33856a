import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type Config } from '../config/config.js';
import { directoryRefusalOf, type DirectoryRefusal, type Meanings } from './directory-refusals.js';
import { detailsOf, type PoolUser, type PoolUserDetails, userOf } from './pool-user.js';
import {
  isRefusal,
  type LoadedSdk,
  unavailable,
  UserPoolConnection,
  within,
} from './user-pool-connection.js';

/** How a call about somebody ended. */
export type DirectoryAnswer<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'refused'; readonly reason: DirectoryRefusal };

/** What a list is narrowed to: one attribute, by how it begins. */
export interface Beginning {
  readonly attribute: 'email' | 'username' | 'sub';
  readonly value: string;
}

/** A part of the list of users, and what the next one is asked for by; that is Cognito's own affair. */
export interface UserList {
  readonly users: readonly PoolUser[];
  readonly next: string | undefined;
}

const USERS_AT_ONCE = 25;
/** As many as the API gives at once. */
const AT_ONCE = 60;
/** Of a list that is read to its end: no pool has so many groups, nor groups so many administrators. */
const MAX_PAGES = 50;

/**
 * Cognito's user-pool API, as administrators of its users call it: with the AWS credentials of this server.
 * infra/lib/constructs/user-administration.ts allows what is called here, and no more.
 *
 * Whatever nobody's wish has caused is RequestFailed `provider_unavailable`.
 */
@Injectable()
export class UserDirectory implements OnApplicationShutdown {
  private readonly connection: UserPoolConnection;
  private readonly pool: { readonly UserPoolId: string };

  constructor(@Inject(CONFIG) config: Config) {
    this.connection = new UserPoolConnection(config);
    this.pool = { UserPoolId: config.cognito.userPool.id };
  }

  /** Users in the order that Cognito has them in; an odd beginning or `token` is refused. */
  list(beginning: Beginning | undefined, token?: string): Promise<DirectoryAnswer<UserList>> {
    const meanings = { InvalidParameterException: 'search_not_accepted' } as const;
    return this.ask(meanings, async ({ sdk, client }) => {
      const input = { ...this.pool, Limit: USERS_AT_ONCE, PaginationToken: token };
      const filter = beginning && { Filter: filterOf(beginning) };
      const answer = await client.send(new sdk.ListUsersCommand({ ...input, ...filter }), within());
      return { users: usersOf(answer.Users), next: answer.PaginationToken };
    });
  }

  /** Somebody by their name, or by whatever else the pool lets them sign in with. */
  find(name: string): Promise<DirectoryAnswer<PoolUserDetails>> {
    const meanings = { InvalidParameterException: 'user_gone' } as const;
    return this.ask(meanings, async ({ sdk, client }) =>
      detailsOf(await client.send(new sdk.AdminGetUserCommand(this.on(name)), within())),
    );
  }

  /** The names of the pool's groups, in alphabetical order. */
  groups(): Promise<DirectoryAnswer<string[]>> {
    return this.ask({}, ({ sdk, client }) =>
      allGroups((NextToken) => {
        const input = { ...this.pool, Limit: AT_ONCE, NextToken };
        return client.send(new sdk.ListGroupsCommand(input), within());
      }),
    );
  }

  /** The names of the groups that somebody is in, in alphabetical order. */
  groupsOf({ username }: PoolUser): Promise<DirectoryAnswer<string[]>> {
    return this.ask({}, ({ sdk, client }) =>
      allGroups((NextToken) => {
        const input = { ...this.on(username), Limit: AT_ONCE, NextToken };
        return client.send(new sdk.AdminListGroupsForUserCommand(input), within());
      }),
    );
  }

  /** All who are in a group, disabled ones too. Cognito may list somebody late who has just come or gone. */
  members(group: string): Promise<DirectoryAnswer<PoolUser[]>> {
    return this.ask(ABOUT_A_GROUP, ({ sdk, client }) =>
      readAll(async (NextToken) => {
        const input = { ...this.pool, GroupName: group, Limit: AT_ONCE, NextToken };
        const answer = await client.send(new sdk.ListUsersInGroupCommand(input), within());
        return { items: usersOf(answer.Users), next: answer.NextToken };
      }),
    );
  }

  /** Makes a user who gets a temporary password by mail. */
  invite(email: string): Promise<DirectoryAnswer<PoolUser>> {
    const meanings = {
      InvalidParameterException: 'email_not_accepted',
      CodeDeliveryFailureException: 'invitation_not_sent',
    } as const;
    return this.ask(meanings, async ({ sdk, client }) => {
      const command = new sdk.AdminCreateUserCommand({
        ...this.on(email),
        UserAttributes: [
          { Name: 'email', Value: email },
          // Who signs in with what was mailed there has the address.
          { Name: 'email_verified', Value: 'true' },
        ],
        DesiredDeliveryMediums: ['EMAIL'],
      });
      const { User } = await client.send(command, within());
      return userOf(User);
    });
  }

  /**
   * Mails another temporary password to who hasn't used theirs yet. Where people sign in by an address, the
   * API wants that here, and not the name that it made up.
   */
  inviteAgain({ email, username, sub }: PoolUser): Promise<DirectoryAnswer<void>> {
    const name = email !== undefined && username === sub ? email : username;
    const meanings = {
      InvalidParameterException: 'address_unverified',
      CodeDeliveryFailureException: 'invitation_not_sent',
    } as const;
    return this.change(meanings, ({ sdk, client }) =>
      client.send(
        new sdk.AdminCreateUserCommand({
          ...this.on(name),
          MessageAction: 'RESEND',
          DesiredDeliveryMediums: ['EMAIL'],
        }),
        within(),
      ),
    );
  }

  /** Lets somebody sign in no more; none of their tokens is refreshed from then on. */
  disable({ username }: PoolUser): Promise<DirectoryAnswer<void>> {
    return this.change({}, ({ sdk, client }) =>
      client.send(new sdk.AdminDisableUserCommand(this.on(username)), within()),
    );
  }

  enable({ username }: PoolUser): Promise<DirectoryAnswer<void>> {
    return this.change({}, ({ sdk, client }) =>
      client.send(new sdk.AdminEnableUserCommand(this.on(username)), within()),
    );
  }

  /** The password is good no more, and a code for a new one is mailed. */
  resetPassword({ username }: PoolUser): Promise<DirectoryAnswer<void>> {
    const meanings = { InvalidParameterException: 'address_unverified' } as const;
    return this.change(meanings, ({ sdk, client }) =>
      client.send(new sdk.AdminResetUserPasswordCommand(this.on(username)), within()),
    );
  }

  /** The authenticator app is forgotten; where one has to be, the next sign-in sets another up. */
  resetAuthenticator({ username }: PoolUser): Promise<DirectoryAnswer<void>> {
    return this.change({}, ({ sdk, client }) =>
      client.send(new sdk.AdminDeleteSoftwareTokenCommand(this.on(username)), within()),
    );
  }

  join({ username }: PoolUser, group: string): Promise<DirectoryAnswer<void>> {
    return this.change(ABOUT_A_GROUP, ({ sdk, client }) =>
      client.send(
        new sdk.AdminAddUserToGroupCommand({ ...this.on(username), GroupName: group }),
        within(),
      ),
    );
  }

  leave({ username }: PoolUser, group: string): Promise<DirectoryAnswer<void>> {
    return this.change(ABOUT_A_GROUP, ({ sdk, client }) =>
      client.send(
        new sdk.AdminRemoveUserFromGroupCommand({ ...this.on(username), GroupName: group }),
        within(),
      ),
    );
  }

  /** Ends what Cognito knows of their sign-ins: no refresh token from before works any more. */
  signOut({ username }: PoolUser): Promise<DirectoryAnswer<void>> {
    return this.change({}, ({ sdk, client }) =>
      client.send(new sdk.AdminUserGlobalSignOutCommand(this.on(username)), within()),
    );
  }

  onApplicationShutdown(): Promise<void> {
    return this.connection.close();
  }

  private on(name: string) {
    return { ...this.pool, Username: name };
  }

  private change(
    meanings: Meanings,
    call: (loaded: LoadedSdk) => Promise<unknown>,
  ): Promise<DirectoryAnswer<void>> {
    return this.ask(meanings, async (loaded) => void (await call(loaded)));
  }

  private async ask<Value>(
    meanings: Meanings,
    call: (loaded: LoadedSdk) => Promise<Value>,
  ): Promise<DirectoryAnswer<Value>> {
    const loaded = await this.connection.load();
    try {
      return { kind: 'done', value: await call(loaded) };
    } catch (error) {
      const reason = isRefusal(error) ? directoryRefusalOf(error.name, meanings) : undefined;
      if (reason === undefined) throw unavailable(error);
      return { kind: 'refused', reason };
    }
  }
}

const ABOUT_A_GROUP = {
  ResourceNotFoundException: 'group_gone',
  InvalidParameterException: 'group_gone',
} as const;

const groupsSchema = z.array(z.object({ GroupName: z.string() })).default([]);

const usersOf = (answer: unknown): PoolUser[] =>
  z.array(z.unknown()).default([]).parse(answer).map(userOf);

/** A list to its end. */
async function readAll<Item>(
  ask: (token: string | undefined) => Promise<{ items: Item[]; next: string | undefined }>,
): Promise<Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, next } = await ask(token);
    all.push(...items);
    if (next === undefined) return all;
    token = next;
  }
  throw new Error('a list without an end');
}

async function allGroups(
  ask: (token: string | undefined) => Promise<{ Groups?: unknown; NextToken?: string | undefined }>,
): Promise<string[]> {
  const names = await readAll(async (token) => {
    const { Groups, NextToken: next } = await ask(token);
    return { items: groupsSchema.parse(Groups).map(({ GroupName }) => GroupName), next };
  });
  return names.toSorted();
}

/**
 * Cognito's filter; quotes and backslashes are escaped by a backslash:
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
 */
const filterOf = ({ attribute, value }: Beginning): string =>
  `${attribute} ^= "${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
