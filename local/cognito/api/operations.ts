import { adminUserOperations } from './admin-users.js';
import { authOperations } from './auth.js';
import { clientSecretOperations } from './client-secrets.js';
import { describeOperations } from './describe.js';
import { groupOperations } from './groups.js';
import { listUsersOperations } from './list-users.js';
import type { Operations } from './operation.js';
import { selfOperations } from './self.js';
import { signUpOperations } from './sign-up.js';
import { softwareTokenOperations } from './software-token.js';
import { tokenOperations } from './tokens.js';

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
  ...describeOperations,
  ...clientSecretOperations,
};
