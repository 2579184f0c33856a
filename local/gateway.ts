/** The local HTTP API alone, for tokens of the local Cognito, until it is told to stop. */
import { defaultSettings } from './cognito/settings.js';
import { startLocalGateway } from './gateway/server.js';
import { runAlone } from './stack/alone.js';
import { readEnvironment } from './stack/environment.js';

await runAlone('LOCAL_GATEWAY_PORT', async () => {
  const { cognitoUrl, gatewayPort, host } = readEnvironment();
  const { client, poolId } = defaultSettings;
  const gateway = await startLocalGateway({
    port: gatewayPort,
    host,
    issuer: `${cognitoUrl}/${poolId}`,
    audience: [client.id],
  });
  process.stdout.write(`${gateway.url}\n`);
  return gateway;
});
