import { z } from 'zod';
import { CognitoError } from '../cognito-error.js';
import { domain, managedLoginVersion } from '../pool-settings.js';
import type { Pool } from '../pool.js';
import { byOwner, onPool, type Operations } from './operation.js';

const named = z.object({ Domain: domain });
const described = named.extend({ ManagedLoginVersion: managedLoginVersion.default(1) });

/** @throws {CognitoError} `InvalidParameterException` */
function checkOwned({ settings }: Pool, Domain: string): void {
  if (settings.Domain === Domain) return;
  throw new CognitoError('InvalidParameterException', 'No such domain or user pool exists.');
}

/** Domains of pools. They are kept, and change nothing: here, the hosted pages have one address. */
export const domainOperations: Operations = {
  CreateUserPoolDomain: onPool(described, (pools, { Domain, ManagedLoginVersion }, pool) => {
    if (pools.all().some(({ settings }) => settings.Domain === Domain)) {
      throw new CognitoError(
        'InvalidParameterException',
        'Domain already associated with another user pool.',
      );
    }
    if (pool.settings.Domain !== undefined) {
      throw new CognitoError('InvalidParameterException', 'The user pool already has a domain.');
    }
    Object.assign(pool.settings, { Domain, ManagedLoginVersion });
    pools.save(pool);
    return { ManagedLoginVersion };
  }),

  UpdateUserPoolDomain: onPool(described, (pools, { Domain, ManagedLoginVersion }, pool) => {
    checkOwned(pool, Domain);
    pool.settings.ManagedLoginVersion = ManagedLoginVersion;
    pools.save(pool);
    return { ManagedLoginVersion };
  }),

  // AWS answers with nothing, and no error, about a domain that there isn't.
  DescribeUserPoolDomain: byOwner(named, (pools, { Domain }) => {
    const pool = pools.all().find(({ settings }) => settings.Domain === Domain);
    if (!pool) return { DomainDescription: {} };
    const { Id: UserPoolId, ManagedLoginVersion } = pool.settings;
    const DomainDescription = {
      UserPoolId,
      AWSAccountId: '000000000000',
      Domain,
      Status: 'ACTIVE',
      ManagedLoginVersion,
    };
    return { DomainDescription };
  }),

  DeleteUserPoolDomain: onPool(named, (pools, { Domain }, pool) => {
    checkOwned(pool, Domain);
    delete pool.settings.Domain;
    delete pool.settings.ManagedLoginVersion;
    pools.save(pool);
  }),
};
