/** The local Cognito alone, until it is told to stop. */
import { join } from 'node:path';
import { startLocalCognito } from './cognito/server.js';
import { settingsFor } from './cognito/settings.js';
import { readEnvironment } from './stack/environment.js';

const { bffPort, cognitoPort, cognitoUrl, host, stateFolder } = readEnvironment();
const { domain, issuer, settings } = await startLocalCognito({
  port: cognitoPort,
  host,
  serverUrl: cognitoUrl,
  folder: join(stateFolder, 'cognito'),
  settings: settingsFor(`http://localhost:${bffPort}`),
});
process.stdout.write(`${domain}\nissuer ${issuer}\nclient ${settings.client.id}\n`);
