import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { people } from '../cognito/people.js';
import { startLocalCognito } from '../cognito/server.js';
import { readSettingsFile } from '../cognito/settings-file.js';
import { settingsFor } from '../cognito/settings.js';
import { startLocalFiles } from '../files/server.js';
import { startLocalGateway } from '../gateway/server.js';
import { Obstacle } from '../obstacle.js';
import { startBff } from './bff.js';
import { readEnvironment, type Environment } from './environment.js';
import { endWithParent } from './parent.js';
import { checkPorts } from './ports.js';
import { summary } from './summary.js';

/** Runs the stack until it is told to stop, or the BFF ends; then ends the process. */
export const run = async (): Promise<void> => {
  const stopped = Promise.withResolvers<'stopped'>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => stopped.resolve('stopped'));
  }
  endWithParent(() => stopped.resolve('stopped'));
  try {
    process.exitCode = await runUntil(stopped.promise, readEnvironment());
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
  process.exit();
};

const runUntil = async (stopped: Promise<'stopped'>, environment: Environment): Promise<number> => {
  await checkPorts(environment);
  const { root, bffPort, address } = environment;
  if (!existsSync(join(root, 'dist/src/main.js'))) {
    throw new Obstacle(
      'There is no dist/src/main.js yet: start with "npm start", which builds it.',
    );
  }
  const folder = join(environment.stateFolder, 'cognito');
  const { cognitoConfig } = environment;
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
  const bff = startBff({
    root,
    port: bffPort,
    environment: {
      ...environment.inherited,
      NODE_ENV: 'development',
      // This machine only: whoever else is in the network has no business here.
      HOST: '127.0.0.1',
      PORT: String(bffPort),
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
  });
  const announce = async () => {
    if (await bff.ready()) {
      const standIns = { cognito: cognito.domain, gateway: gateway.url, files: files.url };
      process.stdout.write(summary({ address, ...standIns, people }));
      return Promise.race([bff.ended, stopped]);
    }
    return Promise.race([bff.ended, Promise.resolve('late' as const)]);
  };
  const outcome = await Promise.race([announce(), bff.ended, stopped]);
  await bff.stop();
  await Promise.all([gateway.close(), files.close(), cognito.close()]);
  // Ctrl-C reaches every process of the terminal: the BFF may be the first to end by it.
  if (outcome === 'stopped' || outcome === 'SIGINT') return 0;
  if (outcome === 'late') throw new Obstacle('The BFF did not answer in time. Its log says why.');
  const exited = typeof outcome === 'number';
  process.stderr.write(`The BFF ended by itself (${exited ? `exit code ${outcome}` : outcome}).\n`);
  return exited ? outcome : 1;
};
