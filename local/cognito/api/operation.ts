import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Account } from '../account.js';
import { CognitoError } from '../cognito-error.js';
import { holderOf } from '../holder.js';
import type { Pool } from '../pool.js';
import { sameSecret } from '../same-secret.js';
import { text, username } from './fields.js';
import { parse } from './parse.js';

type Answer = object | undefined | void;

/** One operation of the user-pool API: it gets the body of a request, and gives that of the answer. */
export interface Operation {
  /** Whether the request has to be signed with AWS credentials. Any are good here. */
  signed: boolean;
  call(pool: Pool, body: unknown): Promise<Answer>;
}
export type Operations = Record<string, Operation>;

type Handle<Input, Whom> = (pool: Pool, input: Input, whom: Whom) => Answer | Promise<Answer>;

/** A kind of operation: what its requests have in common, and about whom it finds them to be. */
export const kind =
  <Given, Whom>(
    signed: boolean,
    common: z.ZodType<Given>,
    identify: (pool: Pool, given: Given) => Whom | Promise<Whom>,
  ) =>
  <Input>(schema: z.ZodType<Input>, handle: Handle<Input, Whom>): Operation => ({
    signed,
    call: async (pool, body) => {
      const [given, input] = [parse(common, body), parse(schema, body)];
      return handle(pool, input, await identify(pool, given));
    },
  });

const client = z.object({ ClientId: text(128) });
const named = client.extend({ Username: username, SecretHash: text(128).optional() });
const inPool = z.object({ UserPoolId: text(55) });
const member = inPool.extend({ Username: username });

/** For an app client, whatever it has to prove. */
export const byClient = kind(false, client, (pool, { ClientId }) => checkClient(pool, ClientId));

/** For an app client about a name: it proves its secret with a hash. */
export const byName = kind(false, named, (pool, { ClientId, Username, SecretHash }) => {
  checkClient(pool, ClientId);
  checkSecretHash(pool, Username, SecretHash);
  return Username;
});

/** For the holder of an access token that came with the right scope. */
export const byUser = kind(false, z.object({ AccessToken: text(8192) }), async (pool, given) =>
  selfOf(pool, given.AccessToken),
);

/** For who has AWS credentials. */
export const byAdmin = kind(true, inPool, (pool, { UserPoolId }) => checkPool(pool, UserPoolId));

/** For who has AWS credentials, about someone in the pool. */
export const onUser = kind(true, member, (pool, { UserPoolId, Username }) => {
  checkPool(pool, UserPoolId);
  return userNamed(pool, Username);
});

/** @throws {CognitoError} `ResourceNotFoundException` */
export const checkClient = ({ settings }: Pool, id: string): void => {
  if (id === settings.client.id) return;
  throw new CognitoError('ResourceNotFoundException', `User pool client ${id} does not exist.`);
};

const checkPool = ({ settings }: Pool, id: string): void => {
  if (id === settings.poolId) return;
  throw new CognitoError('ResourceNotFoundException', `User pool ${id} does not exist.`);
};

/** @throws {CognitoError} `UserNotFoundException` */
export const userNamed = ({ directory }: Pool, name: string): Account => {
  const account = directory.find(name);
  if (account) return account;
  throw new CognitoError('UserNotFoundException', 'User does not exist.');
};

/** Whose access token it is. */
export const selfOf = async (pool: Pool, accessToken: string): Promise<Account> => {
  const { account, scopes } = await holderOf(pool, accessToken);
  if (scopes.includes('aws.cognito.signin.user.admin')) return account;
  throw new CognitoError('NotAuthorizedException', 'Access Token does not have required scopes');
};

/** AWS: "Computing secret hash values". */
export const checkSecretHash = (
  { settings, clientSecrets }: Pool,
  name: string,
  hash: string | undefined,
) => {
  const { id, secret: value } = settings.client;
  if (value === '') return;
  const isHash = (secret: string) =>
    hash !== undefined &&
    sameSecret(hash, createHmac('sha256', secret).update(`${name}${id}`).digest('base64'));
  if (clientSecrets.some({ clientId: id, value }, isHash)) return;
  const message = `Unable to verify secret hash for client ${id}`;
  throw new CognitoError('NotAuthorizedException', message);
};
