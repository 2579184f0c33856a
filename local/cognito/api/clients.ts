import { z } from 'zod';
import { clientFields, clientSchema, newSecret, type Client } from '../client-settings.js';
import { CognitoError } from '../cognito-error.js';
import type { Pool } from '../pool.js';
import type { PoolSettings } from '../pool-settings.js';
import { limit, pageToken, text } from './fields.js';
import { byAdmin, clientOf, onPool, type Operations } from './operation.js';
import { page } from './paging.js';

const named = z.object({ ClientId: text(128) });
const OWN_SCOPES = new Set([
  'openid',
  'email',
  'phone',
  'profile',
  'aws.cognito.signin.user.admin',
]);

const clientType = ({ settings, clientSecrets }: Pool, client: Client) => ({
  UserPoolId: settings.Id,
  ...client,
  ClientSecret: clientSecrets.original(client),
});

/** @throws {CognitoError} about what doesn't go together */
function checkOAuth({ ResourceServers }: PoolSettings, client: Client): void {
  const custom = new Set(
    ResourceServers.flatMap(({ Identifier, Scopes }) =>
      Scopes.map(({ ScopeName }) => `${Identifier}/${ScopeName}`),
    ),
  );
  const unknown = client.AllowedOAuthScopes.find(
    (scope) => !OWN_SCOPES.has(scope) && !custom.has(scope),
  );
  if (unknown !== undefined) {
    throw new CognitoError('ScopeDoesNotExistException', `Invalid scope requested: ${unknown}`);
  }
  const flows = client.AllowedOAuthFlows;
  if (flows.includes('client_credentials') && flows.length > 1) {
    const message =
      'client_credentials flow can not be selected along with code flow or implicit flow.';
    throw new CognitoError('InvalidOAuthFlowException', message);
  }
  if (flows.includes('client_credentials') && client.ClientSecret === undefined) {
    const message =
      'client_credentials flow can not be selected if client does not have a client secret.';
    throw new CognitoError('InvalidOAuthFlowException', message);
  }
}

/** The app clients of a pool. */
export const clientOperations: Operations = {
  CreateUserPoolClient: onPool(
    z.object({
      ...clientFields,
      ClientName: clientFields.ClientName.unwrap(),
      GenerateSecret: z.boolean().default(false),
    }),
    (pools, { GenerateSecret, ...input }, pool) => {
      const ClientSecret = GenerateSecret ? newSecret() : undefined;
      const client = clientSchema.parse({ ...input, ClientSecret });
      checkOAuth(pool.settings, client);
      pool.settings.Clients.push(client);
      pools.save(pool);
      return { UserPoolClient: clientType(pool, client) };
    },
  ),

  DescribeUserPoolClient: byAdmin(named, (pool, { ClientId }) => ({
    UserPoolClient: clientType(pool, clientOf(pool, ClientId)),
  })),

  // As AWS has it: what isn't given goes back to its default.
  UpdateUserPoolClient: onPool(
    z.object({
      ...named.shape,
      ...clientFields,
      ClientName: clientFields.ClientName.unwrap().optional(),
    }),
    (pools, { ClientId, ClientName, ...input }, pool) => {
      const client = clientOf(pool, ClientId);
      const changed = { ...client, ...input, ClientName: ClientName ?? client.ClientName };
      checkOAuth(pool.settings, changed);
      Object.assign(client, changed);
      pools.save(pool);
      return { UserPoolClient: clientType(pool, client) };
    },
  ),

  DeleteUserPoolClient: onPool(named, (pools, { ClientId }, pool) => {
    const client = clientOf(pool, ClientId);
    pool.settings.Clients = pool.settings.Clients.filter((one) => one !== client);
    pool.clientSecrets.forget(client);
    pools.save(pool);
  }),

  ListUserPoolClients: byAdmin(
    z.object({ MaxResults: limit, NextToken: pageToken }),
    (pool, { MaxResults, NextToken }) => {
      const { items, next } = page(pool.settings.Clients, MaxResults, NextToken);
      const UserPoolClients = items.map(({ ClientId, ClientName }) => ({
        ClientId,
        ClientName,
        UserPoolId: pool.settings.Id,
      }));
      return { UserPoolClients, NextToken: next };
    },
  ),
};
