import { z } from 'zod';
import type { ClientSecret } from '../client-secrets.js';
import { text } from './fields.js';
import { byAdmin, clientOf, type Operations } from './operation.js';

const client = z.object({ ClientId: text(128) });
const secret = text(64)
  .min(24)
  .regex(/^[\w+]+$/u);

const descriptor = ({ id, createdAt }: ClientSecret) => ({
  ClientSecretId: id,
  ClientSecretCreateDate: createdAt / 1000,
});

/** Rotation by two secrets. No value is told again: of a generated one when it is made, else never. */
export const clientSecretOperations: Operations = {
  AddUserPoolClientSecret: byAdmin(
    client.extend({ ClientSecret: secret.optional() }),
    (pool, { ClientId, ClientSecret: given }) => {
      const added = pool.clientSecrets.add(clientOf(pool, ClientId), given);
      return {
        ClientSecretDescriptor: {
          ...descriptor(added),
          ...(given === undefined && { ClientSecretValue: added.value }),
        },
      };
    },
  ),

  ListUserPoolClientSecrets: byAdmin(client, (pool, { ClientId }) => ({
    ClientSecrets: pool.clientSecrets.all(clientOf(pool, ClientId)).map(descriptor),
  })),

  DeleteUserPoolClientSecret: byAdmin(
    client.extend({ ClientSecretId: text(128) }),
    (pool, { ClientId, ClientSecretId }) => {
      pool.clientSecrets.delete(clientOf(pool, ClientId), ClientSecretId);
      return {};
    },
  ),
};
