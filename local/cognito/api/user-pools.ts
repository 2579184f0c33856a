import { z } from 'zod';
import { CognitoError } from '../cognito-error.js';
import type { Pool } from '../pool.js';
import {
  attribute,
  factorsComplaint,
  poolFields,
  poolSchema,
  type PoolSettings,
} from '../pool-settings.js';
import { limit, none, pageToken } from './fields.js';
import { byAdmin, byOwner, onPool, type Operations } from './operation.js';
import { page } from './paging.js';

const summaryOf = ({ settings }: Pool) => ({ Id: settings.Id, Name: settings.PoolName });

function userPoolType(pool: Pool) {
  const { Id, PoolName: Name, Schema: SchemaAttributes, ...settings } = pool.settings;
  const { Clients: _, ResourceServers: __, Groups: ___, Users: ____, ...described } = settings;
  const region = Id.split('_')[0];
  return {
    ...described,
    Id,
    Name,
    Arn: `arn:aws:cognito-idp:${region}:000000000000:userpool/${Id}`,
    SchemaAttributes,
    EstimatedNumberOfUsers: pool.directory.all().length,
  };
}

/** What a pool keeps for good. */
const { UsernameAttributes, AliasAttributes, UsernameConfiguration, Schema, ...changeable } =
  poolFields;
const fixed = { UsernameAttributes, AliasAttributes, UsernameConfiguration, Schema };

const mfaConfig = ({ MfaConfiguration }: PoolSettings) => ({
  MfaConfiguration,
  SoftwareTokenMfaConfiguration: { Enabled: MfaConfiguration !== 'OFF' },
});

/** @throws {CognitoError} `InvalidParameterException` */
function checkFactors(settings: Pick<PoolSettings, 'MfaConfiguration' | 'Policies'>): void {
  const complaint = factorsComplaint(settings);
  if (complaint !== undefined) throw new CognitoError('InvalidParameterException', complaint);
}

/** User pools themselves: what an administrator of the account may do. */
export const userPoolOperations: Operations = {
  CreateUserPool: byOwner(
    z.object({ ...changeable, ...fixed, PoolName: poolFields.PoolName.unwrap() }),
    async (pools, input) => {
      checkFactors(input);
      const pool = await pools.create(poolSchema.parse(input));
      return { UserPool: userPoolType(pool) };
    },
  ),

  DescribeUserPool: byAdmin(none, (pool) => ({ UserPool: userPoolType(pool) })),

  // As AWS has it: what isn't given goes back to its default.
  UpdateUserPool: onPool(z.object(changeable), (pools, input, pool) => {
    checkFactors(input);
    const { PoolName } = pool.settings;
    Object.assign(pool.settings, input, { PoolName });
    pools.save(pool);
  }),

  DeleteUserPool: onPool(none, (pools, _input, pool) => pools.delete(pool)),

  ListUserPools: byOwner(
    z.object({ MaxResults: limit.unwrap().min(1), NextToken: pageToken }),
    (pools, { MaxResults, NextToken }) => {
      const { items, next } = page(pools.all(), MaxResults, NextToken);
      return { UserPools: items.map(summaryOf), NextToken: next };
    },
  ),

  AddCustomAttributes: onPool(
    z.object({ CustomAttributes: z.array(attribute).min(1).max(25) }),
    (pools, { CustomAttributes }, pool) => {
      for (const added of CustomAttributes) {
        if (pool.settings.Schema.some(({ Name }) => Name === added.Name)) {
          const message = `custom:${added.Name}: Existing attribute already has name.`;
          throw new CognitoError('InvalidParameterException', message);
        }
        pool.settings.Schema.push(added);
      }
      pools.save(pool);
    },
  ),

  GetUserPoolMfaConfig: byAdmin(none, ({ settings }) => mfaConfig(settings)),

  SetUserPoolMfaConfig: onPool(
    z.object({ MfaConfiguration: poolFields.MfaConfiguration }),
    (pools, { MfaConfiguration }, pool) => {
      checkFactors({ ...pool.settings, MfaConfiguration });
      pool.settings.MfaConfiguration = MfaConfiguration;
      pools.save(pool);
      return mfaConfig(pool.settings);
    },
  ),
};
