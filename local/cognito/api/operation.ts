import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Account } from '../account.js';
import { CognitoError } from '../cognito-error.js';
import { holderOf } from '../holder.js';
import type { Client } from '../client-settings.js';
import type { Pool } from '../pool.js';
import type { Party, UserPools } from '../pools.js';
import { sameSecret } from '../same-secret.js';
import { poolId } from '../pool-settings.js';
import { attributes, metadata, text, username } from './fields.js';
import { parse } from './parse.js';

type Answer = object | undefined | void;

/** One operation of the user-pool API: it gets the body of a request, and gives that of the answer. */
export interface Operation {
  /** Whether the request has to be signed with AWS credentials. Any are good here. */
  signed: boolean;
  call(pools: UserPools, body: unknown): Promise<Answer>;
}
export type Operations = Record<string, Operation>;

type Handle<Input, Whom, Where> = (
  where: Where,
  input: Input,
  whom: Whom,
) => Answer | Promise<Answer>;

/** Which pool a request is for, and about whom. */
interface Addressed<Where, Whom> {
  where: Where;
  whom: Whom;
}

/** A kind of operation: what its requests have in common, and what it finds them to be about. */
export const kind =
  <Given, Whom, Where>(
    signed: boolean,
    common: z.ZodType<Given>,
    identify: (
      pools: UserPools,
      given: Given,
    ) => Addressed<Where, Whom> | Promise<Addressed<Where, Whom>>,
  ) =>
  <Input>(schema: z.ZodType<Input>, handle: Handle<Input, Whom, Where>): Operation => ({
    signed,
    call: async (pools, body) => {
      const [given, input] = [parse(common, body), parse(schema, body)];
      const { where, whom } = await identify(pools, given);
      return handle(where, input, whom);
    },
  });

const forClient = z.object({
  ClientId: text(128).regex(/^[\w+]+$/u),
  ClientMetadata: metadata,
});
const named = forClient.extend({
  Username: username,
  SecretHash: text(128).optional(),
  ValidationData: attributes.optional(),
});
const inPool = z.object({ UserPoolId: poolId });
const member = inPool.extend({ Username: username });

/** For an app client, whatever it has to prove. */
export const byClient = kind(false, forClient, (pools, { ClientId, ClientMetadata }) => {
  const { pool: where, client } = partyOf(pools, ClientId);
  return { where, whom: { client, caller: { clientId: ClientId, metadata: ClientMetadata } } };
});

/** For who has AWS credentials, on behalf of an app client of the pool. */
export const byAdminClient = kind(
  true,
  forClient.extend(inPool.shape),
  (pools, { UserPoolId, ClientId, ClientMetadata }) => {
    const where = pools.get(UserPoolId);
    const caller = { clientId: ClientId, metadata: ClientMetadata };
    return { where, whom: { client: clientOf(where, ClientId), caller } };
  },
);

/** For an app client about a name: it proves its secret with a hash. */
export const byName = kind(false, named, (pools, given) => {
  const { pool: where, client } = partyOf(pools, given.ClientId);
  checkSecretHash(where, client, given.Username, given.SecretHash);
  const validationData = asRecord(given.ValidationData);
  const caller = { clientId: given.ClientId, metadata: given.ClientMetadata, validationData };
  return { where, whom: { name: given.Username, client, caller } };
});

/** For the holder of an access token that came with the right scope. */
export const byUser = kind(false, z.object({ AccessToken: text(8192) }), async (pools, given) =>
  selfOf(pools, given.AccessToken),
);

/** For who has AWS credentials, about all pools. */
export const byOwner = kind(true, z.object({}), (pools) => ({ where: pools, whom: undefined }));

/** The same, about one of them. */
export const onPool = kind(true, inPool, (pools, { UserPoolId }) => ({
  where: pools,
  whom: pools.get(UserPoolId),
}));

/** For who has AWS credentials. */
export const byAdmin = kind(true, inPool, (pools, { UserPoolId }) => ({
  where: pools.get(UserPoolId),
  whom: undefined,
}));

/** For who has AWS credentials, about someone in the pool. */
export const onUser = kind(true, member, (pools, { UserPoolId, Username }) => {
  const where = pools.get(UserPoolId);
  return { where, whom: userNamed(where, Username) };
});

/** @throws {CognitoError} `ResourceNotFoundException` */
function partyOf(pools: UserPools, clientId: string): Party {
  const party = pools.party(clientId);
  if (party) return party;
  const message = `User pool client ${clientId} does not exist.`;
  throw new CognitoError('ResourceNotFoundException', message);
}

/** @throws {CognitoError} `ResourceNotFoundException` when it is none of the pool's */
export function clientOf({ settings }: Pool, clientId: string): Client {
  const client = settings.Clients.find((one) => one.ClientId === clientId);
  if (client) return client;
  const message = `User pool client ${clientId} does not exist.`;
  throw new CognitoError('ResourceNotFoundException', message);
}

export const asRecord = (list: z.infer<typeof attributes> = []): Record<string, string> =>
  Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));

/** @throws {CognitoError} `UserNotFoundException` */
export function userNamed({ directory }: Pool, name: string): Account {
  const account = directory.find(name);
  if (account) return account;
  throw new CognitoError('UserNotFoundException', 'User does not exist.');
}

/** Whose access token it is. */
export async function selfOf(
  pools: UserPools,
  accessToken: string,
): Promise<Addressed<Pool, Account>> {
  const where = pools.ofToken(accessToken);
  if (!where) throw new CognitoError('NotAuthorizedException', 'Invalid Access Token');
  const { account, scopes } = await holderOf(where, accessToken);
  if (scopes.includes('aws.cognito.signin.user.admin')) return { where, whom: account };
  throw new CognitoError('NotAuthorizedException', 'Access Token does not have required scopes');
}

/** AWS: "Computing secret hash values". */
export function checkSecretHash(
  { clientSecrets }: Pool,
  client: Client,
  name: string,
  hash: string | undefined,
): void {
  const { ClientId, ClientSecret } = client;
  if (ClientSecret === undefined) return;
  const isHash = (secret: string) =>
    hash !== undefined &&
    sameSecret(hash, createHmac('sha256', secret).update(`${name}${ClientId}`).digest('base64'));
  if (clientSecrets.some(client, isHash)) return;
  const message = `Unable to verify secret hash for client ${ClientId}`;
  throw new CognitoError('NotAuthorizedException', message);
}
