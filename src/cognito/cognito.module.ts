import { Module } from '@nestjs/common';
import { AccessTokens } from './access-tokens.js';
import { CognitoClient } from './cognito.client.js';
import { IdentityPool } from './identity-pool.js';
import { OwnFiles } from './own-files.js';
import { Provider } from './provider.js';
import { ProviderState } from './provider-state.js';
import { SigningKeys } from './signing-keys.js';
import { UserDirectory } from './user-directory.js';
import { UserPool } from './user-pool.js';

const providers = [
  Provider,
  CognitoClient,
  SigningKeys,
  AccessTokens,
  ProviderState,
  UserPool,
  UserDirectory,
  IdentityPool,
  OwnFiles,
];

@Module({ providers, exports: providers })
export class CognitoModule {}
