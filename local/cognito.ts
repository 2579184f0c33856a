/** The local Cognito alone, until it is told to stop. */
import { join } from 'node:path';
import { startCognito, startLocalCognito } from './cognito/server.js';
import { readSettingsFile } from './cognito/settings-file.js';
import { settingsFor } from './cognito/settings.js';
import { runAlone } from './stack/alone.js';
import { readEnvironment } from './stack/environment.js';

await runAlone('LOCAL_COGNITO_PORT', async () => {
  const environment = readEnvironment();
  const { bffPort, cognitoPort, cognitoUrl, cognitoConfig, host, stateFolder } = environment;
  const folder = join(stateFolder, 'cognito');
  if (cognitoConfig !== undefined) {
    const file = readSettingsFile(cognitoConfig, folder);
    const cognito = await startCognito({
      ...file,
      port: file.port ?? cognitoPort,
      host: file.host ?? host,
      serverUrl: file.serverUrl ?? environment.cognitoUrlGiven,
      folder,
    });
    const lines = file.pools.flatMap(({ settings }) => [
      `issuer ${cognito.server}/${settings.Id}`,
      ...settings.Clients.map(({ ClientId }) => `client ${ClientId}`),
    ]);
    process.stdout.write(`${[cognito.domain, ...lines].join('\n')}\n`);
    return cognito;
  }
  const cognito = await startLocalCognito({
    port: cognitoPort,
    host,
    serverUrl: cognitoUrl,
    folder,
    settings: settingsFor(`http://localhost:${bffPort}`),
  });
  const { domain, issuer, settings } = cognito;
  process.stdout.write(`${domain}\nissuer ${issuer}\nclient ${settings.client.id}\n`);
  return cognito;
});
