import { adminUserOperations } from './admin-users.js';
import { authOperations } from './auth.js';
import { clientSecretOperations } from './client-secrets.js';
import { clientOperations } from './clients.js';
import { domainOperations } from './domains.js';
import { groupOperations } from './groups.js';
import { listUsersOperations } from './list-users.js';
import type { Operations } from './operation.js';
import { selfOperations } from './self.js';
import { resourceServerOperations } from './resource-servers.js';
import { signUpOperations } from './sign-up.js';
import { softwareTokenOperations } from './software-token.js';
import { tokenOperations } from './tokens.js';
import { userPoolOperations } from './user-pools.js';

/** All that the user-pool API does here, by name. docs/local-cognito.md lists it too. */
export const operations: Operations = {
  ...signUpOperations,
  ...authOperations,
  ...tokenOperations,
  ...softwareTokenOperations,
  ...selfOperations,
  ...adminUserOperations,
  ...groupOperations,
  ...listUsersOperations,
  ...userPoolOperations,
  ...clientOperations,
  ...clientSecretOperations,
  ...resourceServerOperations,
  ...domainOperations,
};
