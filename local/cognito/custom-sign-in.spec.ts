import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoUserSession } from 'amazon-cognito-identity-js';
import { decodeJwt } from 'jose';
import { startLocalCognito, type LocalCognito } from './server.js';
import { defaultSettings } from './settings.js';
import type { TriggerHandlers } from './trigger-handlers.js';

// Not being called Netscape, it computes by Math.floor, which in Jest takes 100 times as long.
Object.defineProperty(navigator, 'appName', { value: 'Netscape' });
const srp = await import('amazon-cognito-identity-js');

const alice = { email: 'alice@example.com', password: 'Correct-Horse-1' };
const client = { ...defaultSettings.client, secret: '', authFlows: ['ALLOW_CUSTOM_AUTH'] };
const MOST_TRIES = 3;

/** What each trigger was asked, in order. */
const asked: [trigger: string, request: object][] = [];

/** A riddle: three tries, where a client that begins with a password has to get that right before. */
const riddle: Partial<TriggerHandlers> = {
  preAuthentication: async (event) => {
    asked.push(['preAuthentication', event.request]);
    return event;
  },
  defineAuthChallenge: async (event) => {
    asked.push(['define', event.request]);
    const { session } = event.request;
    const last = session.at(-1);
    const isPassword = last?.challengeName === 'SRP_A';
    event.response = {
      challengeName: isPassword ? 'PASSWORD_VERIFIER' : 'CUSTOM_CHALLENGE',
      issueTokens: last?.challengeName === 'CUSTOM_CHALLENGE' && last.challengeResult,
      failAuthentication: session.length >= MOST_TRIES && last?.challengeResult === false,
    };
    return event;
  },
  createAuthChallenge: async (event) => {
    asked.push(['create', event.request]);
    event.response = {
      publicChallengeParameters: { riddle: 'How many legs has a spider?' },
      privateChallengeParameters: { answer: 'eight' },
      challengeMetadata: 'LEGS',
    };
    return event;
  },
  verifyAuthChallengeResponse: async (event) => {
    asked.push(['verify', event.request]);
    const { privateChallengeParameters, challengeAnswer } = event.request;
    event.response = { answerCorrect: privateChallengeParameters['answer'] === challengeAnswer };
    return event;
  },
  postAuthentication: async (event) => {
    asked.push(['postAuthentication', event.request]);
    return event;
  },
};

let pool: LocalCognito;
let ahead = 0;
async function open(triggers: Partial<TriggerHandlers>, authFlows = client.authFlows) {
  asked.length = 0;
  pool = await startLocalCognito({
    port: 0,
    triggers,
    settings: { ...defaultSettings, client: { ...client, authFlows } },
    now: () => Date.now() + ahead,
    log: () => undefined,
  });
  return new sdk.CognitoIdentityProviderClient({ endpoint: pool.domain, region: 'eu-central-1' });
}
afterEach(async () => pool.close());

const ClientId = client.id;
const begin = (USERNAME: string, ClientMetadata?: Record<string, string>) =>
  new sdk.InitiateAuthCommand({
    ClientId,
    ClientMetadata,
    AuthFlow: 'CUSTOM_AUTH',
    AuthParameters: { USERNAME },
  });
const answer = (Session: string | undefined, ANSWER: string, USERNAME = alice.email) =>
  new sdk.RespondToAuthChallengeCommand({
    ClientId,
    Session,
    ChallengeName: 'CUSTOM_CHALLENGE',
    ChallengeResponses: { USERNAME, ANSWER },
    ClientMetadata: { page: 'riddle' },
  });

describe('CUSTOM_AUTH', () => {
  it('asks what the triggers ask, and takes what they take', async () => {
    const cognito = await open(riddle);
    const first = await cognito.send(begin(alice.email));
    expect(first).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { riddle: 'How many legs has a spider?' },
    });
    expect(JSON.stringify(first)).not.toContain('eight');
    const again = await cognito.send(answer(first.Session, 'six'));
    expect(again.ChallengeName).toBe('CUSTOM_CHALLENGE');
    expect(again.Session).not.toBe(first.Session);
    const { AuthenticationResult } = await cognito.send(answer(again.Session, 'eight'));
    expect(decodeJwt(AuthenticationResult?.IdToken ?? '')['email']).toBe(alice.email);
  });

  it('tells the triggers what was answered before, and who it is', async () => {
    const cognito = await open(riddle);
    const { Session } = await cognito.send(begin(alice.email));
    await cognito.send(answer(Session, 'six'));
    expect(asked.map(([trigger]) => trigger)).toEqual([
      'preAuthentication',
      'define',
      'create',
      'verify',
      'define',
      'create',
    ]);
    const wrong = {
      challengeName: 'CUSTOM_CHALLENGE',
      challengeResult: false,
      challengeMetadata: 'LEGS',
    };
    expect(asked[4]).toEqual([
      'define',
      expect.objectContaining({
        session: [wrong],
        userAttributes: expect.objectContaining({ email: alice.email }),
      }),
    ]);
  });

  it('tells of the metadata whom AWS tells: at first pre-authentication alone, then each', async () => {
    const cognito = await open(riddle);
    const { Session } = await cognito.send(begin(alice.email, { page: 'begin' }));
    await cognito.send(answer(Session, 'eight'));
    const heard = asked.map(([trigger, request]) => [
      trigger,
      'clientMetadata' in request ? request.clientMetadata : undefined,
      'validationData' in request ? request.validationData : undefined,
    ]);
    expect(heard).toEqual([
      ['preAuthentication', undefined, { page: 'begin' }],
      ['define', undefined, undefined],
      ['create', undefined, undefined],
      ['verify', { page: 'riddle' }, undefined],
      ['define', { page: 'riddle' }, undefined],
      ['postAuthentication', { page: 'riddle' }, undefined],
    ]);
  });

  it('ends where the triggers say so', async () => {
    const cognito = await open(riddle);
    let { Session } = await cognito.send(begin(alice.email));
    ({ Session } = await cognito.send(answer(Session, 'six')));
    ({ Session } = await cognito.send(answer(Session, 'six')));
    await expect(cognito.send(answer(Session, 'six'))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
    await expect(cognito.send(answer(Session, 'eight'))).rejects.toThrow('session is expired');
  });

  it('takes a session once, in its time, and from whom it was given to', async () => {
    const cognito = await open(riddle);
    const { Session } = await cognito.send(begin(alice.email));
    await expect(cognito.send(answer(Session, 'eight', 'bob@example.com'))).rejects.toThrow(
      'session is expired',
    );
    await cognito.send(answer(Session, 'eight'));
    await expect(cognito.send(answer(Session, 'eight'))).rejects.toThrow('session is expired');
    const late = await cognito.send(begin(alice.email));
    ahead += 181_000;
    await expect(cognito.send(answer(late.Session, 'eight'))).rejects.toThrow('session is expired');
  });

  it('is over for who was deleted meanwhile, whoever has the name now', async () => {
    const cognito = await open(riddle);
    const admin = new sdk.CognitoIdentityProviderClient({
      endpoint: pool.domain,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    const { Session } = await cognito.send(begin(alice.email));
    const named = { UserPoolId: defaultSettings.poolId, Username: alice.email };
    await admin.send(new sdk.AdminDeleteUserCommand(named));
    await expect(cognito.send(answer(Session, 'eight'))).rejects.toThrow('session is expired');
    await admin.send(new sdk.AdminCreateUserCommand({ ...named, MessageAction: 'SUPPRESS' }));
    await expect(cognito.send(answer(Session, 'eight'))).rejects.toThrow('session is expired');
  });

  it('tells the triggers of a name that nobody has, and signs nobody in by it', async () => {
    const cognito = await open(riddle);
    const nobody = 'nobody@example.com';
    const { Session, ChallengeName } = await cognito.send(begin(nobody));
    expect(ChallengeName).toBe('CUSTOM_CHALLENGE');
    expect(asked[1]).toEqual(['define', expect.objectContaining({ userNotFound: true })]);
    await expect(cognito.send(answer(Session, 'eight', nobody))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
  });

  it.each(['defineAuthChallenge', 'createAuthChallenge', 'verifyAuthChallengeResponse'] as const)(
    'can’t go on without the trigger %s',
    async (missing) => {
      const cognito = await open({ ...riddle, [missing]: undefined });
      const walk = async () => {
        const { Session } = await cognito.send(begin(alice.email));
        await cognito.send(answer(Session, 'eight'));
      };
      await expect(walk()).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'Custom auth lambda trigger is not configured for the user pool.',
      });
    },
  );

  it('tells what a trigger throws, and is refused where the client doesn’t allow it', async () => {
    const failing = await open({
      ...riddle,
      createAuthChallenge: async () => {
        throw new Error('No riddle left');
      },
    });
    await expect(failing.send(begin(alice.email))).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'CreateAuthChallenge failed with error No riddle left.',
    });
    await pool.close();
    const cognito = await open(riddle, ['ALLOW_USER_SRP_AUTH']);
    await expect(cognito.send(begin(alice.email))).rejects.toThrow(
      'CUSTOM_AUTH flow not enabled for this client',
    );
  });
});

async function signIn(Password: string, answers: string) {
  const user = new srp.CognitoUser({
    Username: alice.email,
    Pool: new srp.CognitoUserPool({
      UserPoolId: defaultSettings.poolId,
      ClientId,
      endpoint: pool.domain,
    }),
  });
  user.setAuthenticationFlowType('CUSTOM_AUTH');
  return new Promise<CognitoUserSession>((onSuccess, onFailure) => {
    const callbacks = {
      onSuccess,
      onFailure,
      customChallenge: () => user.sendCustomChallengeAnswer(answers, callbacks),
    };
    user.authenticateUser(
      new srp.AuthenticationDetails({ Username: alice.email, Password }),
      callbacks,
    );
  });
}

describe('CUSTOM_AUTH that begins with a password, by amazon-cognito-identity-js', () => {
  it('asks for both', async () => {
    await open(riddle);
    const session = await signIn(alice.password, 'eight');
    expect(session.getIdToken().payload['email']).toBe(alice.email);
    const [, last] = asked.findLast(([trigger]) => trigger === 'define') ?? [];
    expect(last).toMatchObject({
      session: [
        { challengeName: 'SRP_A', challengeResult: true },
        { challengeName: 'PASSWORD_VERIFIER', challengeResult: true },
        { challengeName: 'CUSTOM_CHALLENGE', challengeResult: true },
      ],
    });
  });

  it('has no riddle for a wrong password', async () => {
    await open(riddle);
    await expect(signIn('Wrong-Horse-99', 'eight')).rejects.toMatchObject({
      message: 'Incorrect username or password.',
    });
    expect(asked.map(([trigger]) => trigger)).not.toContain('create');
  });
});
