import { z } from 'zod';
import { CognitoError } from '../cognito-error.js';
import { domain } from '../pool-settings.js';
import { byOwner, onPool, type Operations } from './operation.js';

const named = z.object({ Domain: domain });

/** Domains of pools. They are kept, and change nothing: here, the hosted pages have one address. */
export const domainOperations: Operations = {
  CreateUserPoolDomain: onPool(named, (pools, { Domain }, pool) => {
    if (pools.all().some(({ settings }) => settings.Domain === Domain)) {
      throw new CognitoError(
        'InvalidParameterException',
        'Domain already associated with another user pool.',
      );
    }
    if (pool.settings.Domain !== undefined) {
      throw new CognitoError('InvalidParameterException', 'The user pool already has a domain.');
    }
    pool.settings.Domain = Domain;
    pools.save(pool);
  }),

  // AWS answers with nothing, and no error, about a domain that there isn't.
  DescribeUserPoolDomain: byOwner(named, (pools, { Domain }) => {
    const pool = pools.all().find(({ settings }) => settings.Domain === Domain);
    if (!pool) return { DomainDescription: {} };
    const UserPoolId = pool.settings.Id;
    return {
      DomainDescription: { UserPoolId, AWSAccountId: '000000000000', Domain, Status: 'ACTIVE' },
    };
  }),

  DeleteUserPoolDomain: onPool(named, (pools, { Domain }, pool) => {
    if (pool.settings.Domain !== Domain) {
      throw new CognitoError('InvalidParameterException', 'No such domain or user pool exists.');
    }
    delete pool.settings.Domain;
    pools.save(pool);
  }),
};
