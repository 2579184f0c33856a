import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { Target } from '../destination/target.js';

/** The AWS SDK, for this target. Every call ends: seconds to connect, seconds to be answered. */
export const connect = ({ region, endpoint }: Target): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient({
    region,
    requestHandler: {
      connectionTimeout: 5000,
      requestTimeout: 10_000,
      throwOnRequestTimeout: true,
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    // Over plain http there is only a stand-in, which has no use for anybody's real keys.
    ...(endpoint?.startsWith('http:')
      ? { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
      : {}),
  });
