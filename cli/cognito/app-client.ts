import {
  InitiateAuthCommand,
  InvalidParameterException,
  RespondToAuthChallengeCommand,
  type AuthenticationResultType,
  type ChallengeNameType,
  type CognitoIdentityProviderClient,
  type InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { secretHash } from './secret-hash.js';
import { newPrivateValue, provePassword, publicValue } from './srp.js';

export interface Challenge {
  kind: 'challenge';
  name: ChallengeNameType | undefined;
  session: string | undefined;
  /** Whom the next answer is about: Cognito may have another name for them than was typed. */
  username: string;
  parameters: Record<string, string>;
}

export type Step = Challenge | { kind: 'signed-in'; tokens: AuthenticationResultType };

type Parameters = Record<string, string>;

/** The app client, as which people sign in. */
export class AppClient {
  constructor(
    private readonly sdk: CognitoIdentityProviderClient,
    private readonly poolName: string,
    private readonly clientId: string,
    private readonly clientSecret: string | undefined,
  ) {}

  /** The first step of a sign-in, by USER_SRP_AUTH or, where that isn't allowed, the password. */
  async begin(name: string, password: string): Promise<Step> {
    const privateValue = newPrivateValue();
    const first = await this.initiate('USER_SRP_AUTH', {
      USERNAME: name,
      SRP_A: publicValue(privateValue),
    }).catch((error: unknown) => {
      // Nothing but asking tells which flows the client allows.
      if (!(error instanceof InvalidParameterException)) throw error;
      return this.initiate('USER_PASSWORD_AUTH', { USERNAME: name, PASSWORD: password });
    });
    return first.kind === 'challenge' && first.name === 'PASSWORD_VERIFIER'
      ? this.prove(first, privateValue, password)
      : first;
  }

  async respond(challenge: Challenge, answers: Parameters, session?: string): Promise<Step> {
    const { name, username } = challenge;
    const answer = await this.sdk.send(
      new RespondToAuthChallengeCommand({
        ClientId: this.clientId,
        ChallengeName: name,
        ChallengeResponses: this.withHash({ ...answers, USERNAME: username }),
        Session: session ?? challenge.session,
      }),
    );
    return stepOf(answer, username);
  }

  private async initiate(flow: 'USER_SRP_AUTH' | 'USER_PASSWORD_AUTH', parameters: Parameters) {
    const answer = await this.sdk.send(
      new InitiateAuthCommand({
        ClientId: this.clientId,
        AuthFlow: flow,
        AuthParameters: this.withHash(parameters),
      }),
    );
    return stepOf(answer, parameters['USERNAME'] ?? '');
  }

  private async prove(challenge: Challenge, privateValue: bigint, password: string): Promise<Step> {
    const { SALT = '', SRP_B = '', SECRET_BLOCK = '' } = challenge.parameters;
    const { signature, timestamp } = provePassword(privateValue, {
      poolName: this.poolName,
      userId: challenge.username,
      password,
      salt: SALT,
      serverValue: SRP_B,
      secretBlock: SECRET_BLOCK,
      now: new Date(),
    });
    return this.respond(challenge, {
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: signature,
      TIMESTAMP: timestamp,
    });
  }

  /** Cognito checks the hash against the username of the same call, whatever began the sign-in. */
  private withHash(parameters: Parameters): Parameters {
    if (this.clientSecret === undefined) return parameters;
    const { USERNAME = '' } = parameters;
    return { ...parameters, SECRET_HASH: secretHash(USERNAME, this.clientId, this.clientSecret) };
  }
}

function stepOf(answer: InitiateAuthCommandOutput, username: string): Step {
  if (answer.AuthenticationResult) {
    return { kind: 'signed-in', tokens: answer.AuthenticationResult };
  }
  const { ChallengeName: name, Session: session, ChallengeParameters: parameters } = answer;
  return {
    kind: 'challenge',
    name,
    session,
    username: parameters?.['USER_ID_FOR_SRP'] ?? username,
    parameters: parameters ?? {},
  };
}
