import type { StageConfig } from '../config/stage-config.js';
import { issuerOf } from '../constructs/issuer.js';
import type { IdentityConnection } from './identity-stack.js';

/** What a login with Cognito asks for in any pool. */
const STANDARD_SCOPES = ['openid', 'email', 'profile'];

/**
 * Of a pool that there is, if the stage has one: as it was told, for nothing is looked at. The
 * configuration has seen to it that it comes whole.
 */
export function givenIdentity(config: StageConfig): IdentityConnection | undefined {
  const { userPoolId, userPoolClientId, clientSecretArn, loginUrl, apiScope } = config;
  const { identityPoolId, uploadsBucket: bucket } = config;
  if (
    userPoolId === undefined ||
    userPoolClientId === undefined ||
    clientSecretArn === undefined ||
    loginUrl === undefined
  ) {
    return undefined;
  }
  const [region = ''] = userPoolId.split('_');
  return {
    issuer: issuerOf(region, userPoolId, config.issuerForm),
    domainUrl: loginUrl,
    clientId: userPoolClientId,
    clientSecret: { arn: clientSecretArn },
    apiScope,
    scopes: [...STANDARD_SCOPES, ...(apiScope === undefined ? [] : [apiScope])],
    userPoolId,
    files:
      identityPoolId === undefined || bucket === undefined ? undefined : { identityPoolId, bucket },
  };
}
