import { Module } from '@nestjs/common';
import { AccessTokens } from './access-tokens.js';
import { CognitoClient } from './cognito.client.js';
import { ProviderState } from './provider-state.js';
import { SigningKeys } from './signing-keys.js';

@Module({
  providers: [CognitoClient, SigningKeys, AccessTokens, ProviderState],
  exports: [CognitoClient, SigningKeys, AccessTokens, ProviderState],
})
export class CognitoModule {}
