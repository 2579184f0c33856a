import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startLocalCognito } from '../cognito/server.js';
import { readSettingsFile } from '../cognito/settings-file.js';
import { settingsFor } from '../cognito/settings.js';
import { startLocalFiles } from '../files/server.js';
import { startLocalGateway } from '../gateway/server.js';
import type { Environment } from './environment.js';

export interface StandIns {
  addresses: { cognito: string; gateway: string; files: string };
  /** What the BFF is told of them, and all else that it needs. */
  environment: Record<string, string | undefined>;
  close(): Promise<void>;
}

/** Starts what stands in for Cognito, the HTTP API and people's files. @throws {PortInUse} */
export async function startStandIns(environment: Environment): Promise<StandIns> {
  const { address, cognitoConfig } = environment;
  const folder = join(environment.stateFolder, 'cognito');
  const cognito = await startLocalCognito({
    port: environment.cognitoPort,
    folder,
    // Where it listens is the stack's to say.
    pools: cognitoConfig === undefined ? [] : readSettingsFile(cognitoConfig, folder).pools,
    settings: settingsFor(address),
  });
  const gateway = await startLocalGateway({
    port: environment.gatewayPort,
    issuer: cognito.issuer,
    audience: [cognito.settings.client.id],
  });
  const files = await startLocalFiles({
    port: environment.filesPort,
    issuer: cognito.issuer,
    clientId: cognito.settings.client.id,
    pageOrigin: address,
    folder: join(environment.stateFolder, 'files'),
  });
  return {
    addresses: { cognito: cognito.domain, gateway: gateway.url, files: files.url },
    environment: {
      ...environment.inherited,
      NODE_ENV: 'development',
      // This machine only: whoever else is in the network has no business here.
      HOST: '127.0.0.1',
      PORT: String(environment.bffPort),
      PUBLIC_URL: address,
      COGNITO_ISSUER: cognito.issuer,
      COGNITO_DOMAIN: cognito.domain,
      COGNITO_IDP_ENDPOINT: cognito.domain,
      COGNITO_ALLOW_HTTP: 'true',
      COGNITO_CLIENT_ID: cognito.settings.client.id,
      COGNITO_CLIENT_SECRET: cognito.settings.client.secret,
      COGNITO_SCOPES: 'openid email profile hello-api/read',
      API_URL: gateway.url,
      IDENTITY_POOL_ID: files.identityPoolId,
      UPLOADS_BUCKET: files.bucket,
      COGNITO_IDENTITY_ENDPOINT: files.url,
      S3_ENDPOINT: files.url,
      SESSION_SECRETS: randomBytes(32).toString('base64url'),
      LOG_LEVEL: environment.logLevel,
    },
    close: async () => {
      await Promise.all([gateway.close(), files.close(), cognito.close()]);
    },
  };
}
