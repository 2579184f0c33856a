import { Amplify as amplify, type ResourcesConfig } from '@aws-amplify/core';
import { cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito';

/**
 * What the package `aws-amplify` adds to those that it is made of: tokens are kept, and refreshed, by
 * its user-pool part. The whole of it, with storage, analytics and a map, would be 40 MB more to install.
 */
export const Amplify = {
  configure: (config: ResourcesConfig): void => {
    if (config.Auth) cognitoUserPoolsTokenProvider.setAuthConfig(config.Auth);
    amplify.configure(config, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });
  },
};
