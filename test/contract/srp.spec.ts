import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoUser, CognitoUserSession } from 'amazon-cognito-identity-js';
import { decodeJwt } from 'jose';
import { PASSWORD, Person, refusal } from './person.js';
import { openPublicTarget } from './target.js';

// Not being called Netscape, it computes by Math.floor, which in Jest takes 100 times as long.
Object.defineProperty(navigator, 'appName', { value: 'Netscape' });
const srp = await import('amazon-cognito-identity-js');

const target = await openPublicTarget();
// On a real pool it takes a client without a secret, which not everyone has.
const describeWithClient = target.publicClientId === '' ? describe.skip : describe;

type Outcome =
  | { kind: 'tokens'; session: CognitoUserSession }
  | { kind: 'failure'; name: string }
  | { kind: 'challenge'; name: string };

function userOf(Username: string) {
  const { poolId: UserPoolId, publicClientId: ClientId, endpoint } = target;
  const Pool = new srp.CognitoUserPool({ UserPoolId, ClientId, endpoint });
  return new srp.CognitoUser({ Username, Pool });
}

/** One try, up to whatever comes after the password. */
const authenticate = async (user: CognitoUser, Username: string, Password: string) =>
  new Promise<Outcome>((resolve) => {
    const challenge = (name: string) => resolve({ kind: 'challenge', name });
    user.authenticateUser(new srp.AuthenticationDetails({ Username, Password }), {
      onSuccess: (session) => resolve({ kind: 'tokens', session }),
      onFailure: (error: Error) => resolve({ kind: 'failure', name: error.name }),
      mfaSetup: challenge,
      totpRequired: challenge,
      newPasswordRequired: () => challenge('NEW_PASSWORD_REQUIRED'),
    });
  });

const initiate = async (USERNAME: string, SRP_A: string) =>
  target.sdk.send(
    new cognito.InitiateAuthCommand({
      ClientId: target.publicClientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME, SRP_A },
    }),
  );

describeWithClient('signing in by SRP, as amazon-cognito-identity-js does', () => {
  let person: Person;

  beforeEach(async () => {
    person = await new Person(target).create();
  });
  afterEach(() => person.delete());
  afterAll(() => target.close());

  const enrol = async (user: CognitoUser) =>
    new Promise<CognitoUserSession>((resolve, reject) => {
      user.associateSoftwareToken({
        associateSecretCode: (secret) => {
          person.totpSecret = secret;
          user.verifySoftwareToken(person.code(), 'app', {
            onSuccess: resolve,
            onFailure: reject,
          });
        },
        onFailure: reject,
      });
    });

  const sendCode = async (user: CognitoUser) =>
    new Promise<CognitoUserSession>((resolve, reject) => {
      const callbacks = { onSuccess: resolve, onFailure: reject };
      user.sendMFACode(person.code(), callbacks, 'SOFTWARE_TOKEN_MFA');
    });

  it('sets up an app, and asks for its code the next time', async () => {
    const user = userOf(person.email);
    expect(await authenticate(user, person.email, PASSWORD)).toMatchObject({ name: 'MFA_SETUP' });
    const first = await enrol(user);
    expect(decodeJwt(first.getIdToken().getJwtToken()).sub).toBe(person.username);

    await target.pass(30);
    const again = userOf(person.email);
    const asked = await authenticate(again, person.email, PASSWORD);
    expect(asked).toMatchObject({ name: 'SOFTWARE_TOKEN_MFA' });
    const second = await sendCode(again);
    expect(second.getAccessToken().payload['username']).toBe(person.username);
  });

  it('tells who has a temporary password to choose another', async () => {
    await person.setPassword('Temporary-Horse-9', false);
    const outcome = await authenticate(userOf(person.email), person.email, 'Temporary-Horse-9');
    expect(outcome).toEqual({ kind: 'challenge', name: 'NEW_PASSWORD_REQUIRED' });
  });

  it.each([
    ['a wrong password', () => person.email],
    ['someone unknown', () => 'nobody@example.com'],
  ])('refuses %s only after the challenge', async (_what, name) => {
    const outcome = await authenticate(userOf(name()), name(), 'Wrong-Horse-9');
    expect(outcome).toEqual({ kind: 'failure', name: 'NotAuthorizedException' });
  });

  it('gives someone unknown the same salt each time', async () => {
    const one = await initiate('nobody@example.com', 'abc123');
    const other = await initiate('nobody@example.com', 'abc123');
    expect(one.ChallengeName).toBe('PASSWORD_VERIFIER');
    expect(one.ChallengeParameters?.['SALT']).toBe(other.ChallengeParameters?.['SALT']);
    expect(one.ChallengeParameters?.['SRP_B']).not.toBe(other.ChallengeParameters?.['SRP_B']);
  });

  // RFC 5054 §2.5.4: with it, everyone would know the key.
  it.each(['0', '00', ''])('refuses %j as the client’s public value', async (value) => {
    await expect(initiate(person.email, value)).rejects.toEqual(
      refusal('InvalidParameterException'),
    );
  });
});
