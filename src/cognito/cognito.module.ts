import { Module } from '@nestjs/common';
import { AccessTokens } from './access-tokens.js';
import { CognitoClient } from './cognito.client.js';
import { SigningKeys } from './signing-keys.js';

@Module({
  providers: [CognitoClient, SigningKeys, AccessTokens],
  exports: [CognitoClient, SigningKeys, AccessTokens],
})
export class CognitoModule {}
