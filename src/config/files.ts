import type { Variables } from './schema.js';

/** Where people keep files of their own. */
export interface FilesConfig {
  readonly identityPoolId: string;
  /** What the identity pool calls the user pool. */
  readonly loginProvider: string;
  readonly bucket: string;
  /** The identity pool's, which the bucket lies in too. */
  readonly region: string;
  /** In place of AWS's own. */
  readonly endpoints: {
    readonly identityPool: string | undefined;
    readonly bucket: string | undefined;
  };
  /** Where browsers find the bucket, for the policy of the one page that sends files there. */
  readonly bucketOrigin: string;
}

/** What there is to be told of people's files, where an identity pool and a bucket are given. */
export function filesOf(env: Variables): FilesConfig | undefined {
  const { IDENTITY_POOL_ID: identityPoolId, UPLOADS_BUCKET: bucket, S3_ENDPOINT } = env;
  if (identityPoolId === undefined || bucket === undefined) return undefined;
  const [region = ''] = identityPoolId.split(':');
  const userPoolId = env.COGNITO_ISSUER.split('/').at(-1) ?? '';
  return {
    identityPoolId,
    // By this name whatever form the issuer has: "GetCredentialsForIdentity", Logins.
    loginProvider: `cognito-idp.${userPoolId.split('_')[0]}.amazonaws.com/${userPoolId}`,
    bucket,
    region,
    endpoints: { identityPool: env.COGNITO_IDENTITY_ENDPOINT, bucket: S3_ENDPOINT },
    bucketOrigin:
      S3_ENDPOINT === undefined
        ? `https://${bucket}.s3.${region}.amazonaws.com`
        : new URL(S3_ENDPOINT).origin,
  };
}
