import { Module } from '@nestjs/common';
import { CognitoClient } from './cognito.client.js';
import { SigningKeys } from './signing-keys.js';

@Module({ providers: [CognitoClient, SigningKeys], exports: [CognitoClient, SigningKeys] })
export class CognitoModule {}
