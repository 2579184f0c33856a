import { createHmac } from 'node:crypto';
import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import type { PreAuthenticationTriggerEvent, PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { alice, CALLBACK, startPool, type PoolUnderTest } from '../testing/pool-under-test.js';
import { defaultSettings } from './settings.js';

const { id, secret } = defaultSettings.client;
const password = { username: alice.email, password: alice.password };
const nobody = { username: 'nobody@example.com' };
const carol = { email: 'carol@example.com', password: 'Correct-Horse-9' };

async function refusing(): Promise<never> {
  throw new Error('Not on Sundays');
}
const sdkFor = (pool: PoolUnderTest) =>
  new cognito.CognitoIdentityProviderClient({
    endpoint: pool.domain,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
const secretHash = (name: string) =>
  createHmac('sha256', secret).update(`${name}${id}`).digest('base64');

const initiate = async (pool: PoolUnderTest, AuthFlow: 'USER_SRP_AUTH' | 'USER_PASSWORD_AUTH') =>
  sdkFor(pool).send(
    new cognito.InitiateAuthCommand({
      ClientId: id,
      AuthFlow,
      AuthParameters: {
        USERNAME: alice.email,
        PASSWORD: alice.password,
        SRP_A: 'abc',
        SECRET_HASH: secretHash(alice.email),
      },
    }),
  );

describe('triggers of one’s own', () => {
  let pool: PoolUnderTest;
  afterEach(() => pool.close());

  it('show what PreSignUp refuses with on the page', async () => {
    pool = await startPool({ triggers: { preSignUp: refusing } });
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl({}, '/signup'));
    const refused = await visitor.submit(page, carol);
    expect(refused.title).toBe('Sign up');
    expect(refused.alert).toBe('PreSignUp failed with error Not on Sundays.');
  });

  it('show what PreAuthentication refuses with on the page, whoever it is', async () => {
    pool = await startPool({ triggers: { preAuthentication: refusing } });
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl());
    for (const form of [password, { ...password, password: 'wrong' }, { ...password, ...nobody }]) {
      const refused = await visitor.submit(page, form);
      expect(refused.title).toBe('Sign in');
      expect(refused.alert).toBe('PreAuthentication failed with error Not on Sundays.');
    }
  });

  it.each(['USER_PASSWORD_AUTH', 'USER_SRP_AUTH'] as const)(
    'refuse %s by PreAuthentication',
    async (flow) => {
      pool = await startPool({ triggers: { preAuthentication: refusing } });
      await expect(initiate(pool, flow)).rejects.toMatchObject({
        name: 'UserLambdaValidationException',
        message: 'PreAuthentication failed with error Not on Sundays.',
      });
    },
  );

  it('tell PreAuthentication who it is, and nothing of who is signed in already', async () => {
    const seen: PreAuthenticationTriggerEvent[] = [];
    const preAuthentication = async (event: PreAuthenticationTriggerEvent) => {
      seen.push(event);
      return event;
    };
    pool = await startPool({ triggers: { preAuthentication } });
    const visitor = pool.visitor();
    await visitor.submit(await visitor.open(pool.authorizeUrl()), { ...password, ...nobody });
    await pool.signIn(visitor);
    await visitor.open(pool.authorizeUrl());
    expect(seen.map(({ userName, request }) => [userName === '', request])).toEqual([
      [false, { userAttributes: {}, validationData: {}, userNotFound: true }],
      [
        false,
        {
          userAttributes: expect.objectContaining({ email: alice.email }),
          validationData: {},
        },
      ],
    ]);
    expect(seen[0]?.userName).toBe(nobody.username);
  });

  it('send what PreTokenGeneration refuses with to the callback, without state', async () => {
    pool = await startPool({ triggers: { preTokenGeneration: refusing } });
    const visitor = pool.visitor();
    const arrived = await pool.signIn(visitor);
    const description = 'PreTokenGeneration+failed+with+error+Not+on+Sundays.';
    const refused = `${CALLBACK}?error_description=${description}&error=invalid_request`;
    expect(arrived.url).toBe(refused);
    // Whoever is signed in already fares no better.
    for (const prompt of ['none', '']) {
      expect((await visitor.open(pool.authorizeUrl({ prompt }))).url).toBe(refused);
    }
  });

  it('run PreTokenGeneration once for a code, and what it says is in the tokens', async () => {
    const sources: string[] = [];
    const preTokenGeneration = async (event: PreTokenGenerationV2TriggerEvent) => {
      sources.push(event.triggerSource);
      const claimsToAddOrOverride = { 'custom:run': String(sources.length) };
      event.response.claimsAndScopeOverrideDetails = {
        idTokenGeneration: { claimsToAddOrOverride },
      };
      return event;
    };
    pool = await startPool({ triggers: { preTokenGeneration } });
    const { id_token: idToken = '', refresh_token: token = '' } = await pool.tokens();
    expect(decodeJwt(idToken)['custom:run']).toBe('1');
    const refreshed = await openid.refreshTokenGrant(pool.client, token);
    expect(decodeJwt(refreshed.id_token ?? '')['custom:run']).toBe('2');
    expect(sources).toEqual(['TokenGeneration_HostedAuth', 'TokenGeneration_RefreshTokens']);
  });

  it('refuse a refresh by PreTokenGeneration', async () => {
    let isSunday = false;
    const preTokenGeneration = async (event: PreTokenGenerationV2TriggerEvent) =>
      isSunday ? refusing() : event;
    pool = await startPool({ triggers: { preTokenGeneration } });
    const { refresh_token: token = '' } = await pool.tokens();
    isSunday = true;
    await expect(openid.refreshTokenGrant(pool.client, token)).rejects.toMatchObject({
      error: 'invalid_grant',
      error_description: 'PreTokenGeneration failed with error Not on Sundays.',
    });
    expect(pool.failures).toEqual([]);
  });
});
