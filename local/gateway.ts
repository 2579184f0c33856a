/** The local HTTP API alone, for tokens of the local Cognito, until it is told to stop. */
import { defaultSettings } from './cognito/settings.js';
import { startLocalGateway } from './gateway/server.js';
import { readEnvironment } from './stack/environment.js';

const { cognitoUrl, gatewayPort, host } = readEnvironment();
const { client, poolId } = defaultSettings;
const { url } = await startLocalGateway({
  port: gatewayPort,
  host,
  issuer: `${cognitoUrl}/${poolId}`,
  audience: [client.id],
});
process.stdout.write(`${url}\n`);
