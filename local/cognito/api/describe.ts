import { z } from 'zod';
import type { Pool } from '../pool.js';
import { none, text } from './fields.js';
import { byAdmin, checkClient, type Operations } from './operation.js';

const userPoolType = ({ settings, directory }: Pool) => ({
  Id: settings.poolId,
  Name: settings.poolId.split('_')[1],
  Arn: `arn:aws:cognito-idp:${settings.poolId.split('_')[0]}:000000000000:userpool/${settings.poolId}`,
  MfaConfiguration: settings.mfa,
  UsernameAttributes: ['email'],
  AutoVerifiedAttributes: ['email'],
  UsernameConfiguration: { CaseSensitive: false },
  EstimatedNumberOfUsers: directory.all().length,
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
  Policies: {
    PasswordPolicy: {
      MinimumLength: 8,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      RequireUppercase: true,
    },
  },
});

const clientType = ({ clientSecrets, settings }: Pool) => {
  const { poolId, client, rotation, validity } = settings;
  const { id: clientId, secret: value } = client;
  return {
    UserPoolId: poolId,
    ClientId: client.id,
    ClientName: 'local',
    ClientSecret: value === '' ? undefined : clientSecrets.original({ clientId, value }),
    AllowedOAuthFlows: ['code'],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: client.scopes,
    CallbackURLs: client.callbackUrls,
    LogoutURLs: client.logoutUrls,
    ExplicitAuthFlows: client.authFlows,
    SupportedIdentityProviders: ['COGNITO'],
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
    RefreshTokenRotation: {
      Feature: rotation.enabled ? 'ENABLED' : 'DISABLED',
      RetryGracePeriodSeconds: rotation.graceSeconds,
    },
    AccessTokenValidity: validity.accessToken,
    IdTokenValidity: validity.idToken,
    RefreshTokenValidity: validity.refreshToken,
    TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
  };
};

export const describeOperations: Operations = {
  DescribeUserPool: byAdmin(none, (pool) => ({ UserPool: userPoolType(pool) })),

  DescribeUserPoolClient: byAdmin(z.object({ ClientId: text(128) }), (pool, { ClientId }) => {
    checkClient(pool, ClientId);
    return { UserPoolClient: clientType(pool) };
  }),
};
