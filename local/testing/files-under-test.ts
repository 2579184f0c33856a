import { S3Client } from '@aws-sdk/client-s3';
import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from '@aws-sdk/client-cognito-identity';
import { type LocalFilesOptions, startLocalFiles } from '../files/server.js';
import type { PoolUnderTest } from './pool-under-test.js';

export const PAGE = 'http://localhost:3000';

export type FilesUnderTest = Awaited<ReturnType<typeof startFiles>>;

/** The local identity pool and bucket for people of that pool, and the SDK's own clients of them. */
export async function startFiles(pool: PoolUnderTest, options: Partial<LocalFilesOptions> = {}) {
  const clock = { aheadMs: 0 };
  const failures: string[] = [];
  const files = await startLocalFiles({
    port: 0,
    issuer: pool.issuer,
    clientId: pool.settings.client.id,
    pageOrigin: PAGE,
    now: () => Date.now() + clock.aheadMs,
    log: (line) => failures.push(line),
    ...options,
  });
  const { url: endpoint } = files;
  const region = 'eu-central-1';
  const identities = new CognitoIdentityClient({ region, endpoint, maxAttempts: 1 });
  const loginsOf = (token: string) => ({
    [`cognito-idp.${region}.amazonaws.com/${pool.settings.poolId}`]: token,
  });
  const identityOf = async (token: string, Logins = loginsOf(token)) => {
    const { IdentityId = '' } = await identities.send(
      new GetIdCommand({ IdentityPoolId: files.identityPoolId, Logins }),
    );
    return IdentityId;
  };
  return {
    ...files,
    failures,
    /** How far its clock is ahead of what clients go by. */
    clock,
    identities,
    loginsOf,
    identityOf,
    /** Somebody with their credentials, and what S3 knows them by. */
    owner: async (token: string) => {
      const IdentityId = await identityOf(token);
      const { Credentials: given } = await identities.send(
        new GetCredentialsForIdentityCommand({ IdentityId, Logins: loginsOf(token) }),
      );
      const credentials = {
        accessKeyId: given?.AccessKeyId ?? '',
        secretAccessKey: given?.SecretKey ?? '',
        sessionToken: given?.SessionToken ?? '',
      };
      const client = new S3Client({
        region,
        endpoint,
        credentials,
        forcePathStyle: true,
        maxAttempts: 1,
        systemClockOffset: clock.aheadMs,
      });
      return { client, credentials, prefix: `private/${IdentityId}/` };
    },
  };
}
