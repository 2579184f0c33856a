import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { startPool, VERIFIER, type PoolUnderTest } from '../testing/pool-under-test.js';
import { CALLBACK } from '../testing/pool-under-test.js';
import { defaultSettings } from './settings.js';

const { id, secret } = defaultSettings.client;
const DOMAINS = 'ALLOWED_EMAIL_DOMAINS';
const carol = { email: 'carol@example.com', password: 'Correct-Horse-9' };

describe('the triggers of the local Cognito', () => {
  // oxlint-disable-next-line node/no-process-env -- a Lambda is configured by its environment
  const environment = process.env;
  let pool: PoolUnderTest;

  beforeEach(async () => {
    pool = await startPool();
  });
  afterEach(async () => {
    delete environment[DOMAINS];
    await pool.close();
  });

  const signUp = async (visitor = pool.visitor()) => {
    const page = await visitor.open(pool.authorizeUrl({}, '/signup'));
    return { visitor, page: await visitor.submit(page, carol) };
  };

  it('refuse an address of another domain, at the pages and by the API', async () => {
    environment[DOMAINS] = 'example.org';
    const { page } = await signUp();
    const message = 'PreSignUp failed with error Sign-up is not open to this e-mail domain.';
    expect(page.title).toBe('Sign up');
    expect(page.alert).toBe(message);
    const sdk = new cognito.CognitoIdentityProviderClient({
      endpoint: pool.domain,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    const user = { UserPoolId: defaultSettings.poolId, Username: carol.email };
    await expect(sdk.send(new cognito.AdminCreateUserCommand(user))).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message,
    });
    await expect(sdk.send(new cognito.AdminGetUserCommand(user))).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
    expect(pool.mails).toEqual([]);
  });

  it('put who signs up into “users”, and their address into the access token', async () => {
    const { visitor, page } = await signUp();
    const setUp = await visitor.submit(page, { code: pool.mailedCode() });
    const code = pool.totpCode(setUp.totpSecret);
    const arrived = await visitor.submit(setUp, { code });
    const tokens = await pool.post('/oauth2/token', {
      grant_type: 'authorization_code',
      client_id: id,
      client_secret: secret,
      redirect_uri: CALLBACK,
      code: arrived.parameters.get('code') ?? '',
      code_verifier: VERIFIER,
    });
    const { access_token: accessToken } = await tokens.json();
    expect(decodeJwt(accessToken)).toMatchObject({
      'cognito:groups': ['users'],
      email: carol.email,
    });
    expect(pool.failures).toEqual([]);
  });
});
