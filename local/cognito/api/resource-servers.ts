import { z } from 'zod';
import { CognitoError } from '../cognito-error.js';
import { resourceServerFields, type PoolSettings } from '../pool-settings.js';
import { limit, pageToken } from './fields.js';
import { byAdmin, onPool, type Operations } from './operation.js';
import { page } from './paging.js';

type ResourceServer = PoolSettings['ResourceServers'][number];

const named = z.object({ Identifier: resourceServerFields.Identifier });
const server = z.object(resourceServerFields);

const typeOf = ({ Id }: PoolSettings, one: ResourceServer) => ({ UserPoolId: Id, ...one });

/** @throws {CognitoError} `ResourceNotFoundException` */
function serverOf({ ResourceServers }: PoolSettings, identifier: string): ResourceServer {
  const found = ResourceServers.find(({ Identifier }) => Identifier === identifier);
  if (found) return found;
  throw new CognitoError('ResourceNotFoundException', 'Resource server does not exist.');
}

/** Resource servers, whose scopes an app client may be allowed to ask for. */
export const resourceServerOperations: Operations = {
  CreateResourceServer: onPool(server, (pools, input, pool) => {
    const { settings } = pool;
    if (settings.ResourceServers.some(({ Identifier }) => Identifier === input.Identifier)) {
      const message = `${input.Identifier} already exists in user pool ${settings.Id}.`;
      throw new CognitoError('InvalidParameterException', message);
    }
    settings.ResourceServers.push(input);
    pools.save(pool);
    return { ResourceServer: typeOf(settings, input) };
  }),

  DescribeResourceServer: byAdmin(named, ({ settings }, { Identifier }) => ({
    ResourceServer: typeOf(settings, serverOf(settings, Identifier)),
  })),

  UpdateResourceServer: onPool(server, (pools, input, pool) => {
    const found = Object.assign(serverOf(pool.settings, input.Identifier), input);
    pools.save(pool);
    return { ResourceServer: typeOf(pool.settings, found) };
  }),

  DeleteResourceServer: onPool(named, (pools, { Identifier }, pool) => {
    const found = serverOf(pool.settings, Identifier);
    pool.settings.ResourceServers = pool.settings.ResourceServers.filter((one) => one !== found);
    pools.save(pool);
  }),

  ListResourceServers: byAdmin(
    z.object({ MaxResults: limit, NextToken: pageToken }),
    ({ settings }, { MaxResults, NextToken }) => {
      const { items, next } = page(settings.ResourceServers, MaxResults, NextToken);
      return { ResourceServers: items.map((one) => typeOf(settings, one)), NextToken: next };
    },
  ),
};
