/** The local identity pool and bucket alone, for people of the local Cognito, until told to stop. */
import { join } from 'node:path';
import { defaultSettings } from './cognito/settings.js';
import { startLocalFiles } from './files/server.js';
import { runAlone } from './stack/alone.js';
import { readEnvironment } from './stack/environment.js';

await runAlone('LOCAL_FILES_PORT', async () => {
  const { bffPort, cognitoUrl, filesPort, host, stateFolder } = readEnvironment();
  const { client, poolId } = defaultSettings;
  const files = await startLocalFiles({
    port: filesPort,
    host,
    issuer: `${cognitoUrl}/${poolId}`,
    clientId: client.id,
    pageOrigin: `http://localhost:${bffPort}`,
    folder: join(stateFolder, 'files'),
  });
  process.stdout.write(`${files.url}\n`);
  return files;
});
