import { LOCAL_STACK } from '../../cli/destination/local-stack.js';
import { defaultSettings } from '../../local/cognito/settings.js';
import { readEnvironment } from '../../local/stack/environment.js';

it('--local means the local stack as it is', () => {
  const { poolId, client } = defaultSettings;
  expect(LOCAL_STACK).toEqual({
    port: String(readEnvironment().cognitoPort),
    pool: poolId,
    client: client.id,
    clientSecret: client.secret,
  });
});
