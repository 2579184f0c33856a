import { randomUUID } from 'node:crypto';
import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { generateSync } from 'otplib';
import { secretHash, type Target } from './target.js';

export const PASSWORD = 'Correct-Horse-9';

type Responses = Record<string, string>;

/** Someone of the contract, with a password of their own; gone again after the test. */
export class Person {
  username = '';
  totpSecret = '';

  constructor(
    private readonly target: Target,
    readonly email = `contract-${randomUUID()}@example.com`,
  ) {}

  /** Their names for the operations of administrators. */
  get admin() {
    return { UserPoolId: this.target.poolId, Username: this.email };
  }

  async create(password = PASSWORD, permanent = true): Promise<this> {
    const { sdk } = this.target;
    const created = await sdk.send(
      new cognito.AdminCreateUserCommand({
        ...this.admin,
        TemporaryPassword: permanent ? undefined : password,
        MessageAction: 'SUPPRESS',
        UserAttributes: [
          { Name: 'email', Value: this.email },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
    this.username = created.User?.Username ?? '';
    if (permanent) await this.setPassword(password);
    return this;
  }

  async setPassword(Password: string, Permanent = true) {
    return this.target.sdk.send(
      new cognito.AdminSetUserPasswordCommand({ ...this.admin, Password, Permanent }),
    );
  }

  async initiate(password = PASSWORD, changes: Responses = {}) {
    return this.target.sdk.send(
      new cognito.InitiateAuthCommand({
        ClientId: this.target.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { ...this.named(), PASSWORD: password, ...changes },
      }),
    );
  }

  async respond(
    ChallengeName: cognito.ChallengeNameType,
    Session: string | undefined,
    answers: Responses = {},
  ) {
    return this.target.sdk.send(
      new cognito.RespondToAuthChallengeCommand({
        ClientId: this.target.clientId,
        ChallengeName,
        Session,
        ChallengeResponses: { ...this.named(), ...answers },
      }),
    );
  }

  async associate(Session: string | undefined) {
    return this.target.sdk.send(new cognito.AssociateSoftwareTokenCommand({ Session }));
  }

  async verify(Session: string | undefined, UserCode: string) {
    return this.target.sdk.send(new cognito.VerifySoftwareTokenCommand({ Session, UserCode }));
  }

  /** The code that their app shows. */
  code(secret = this.totpSecret): string {
    return generateSync({ secret, epoch: Math.floor(this.target.now() / 1000) });
  }

  /** From password to tokens: the first time by enrolling an app. */
  async signIn(password = PASSWORD): Promise<Tokens> {
    const { ChallengeName, Session } = await this.initiate(password);
    return ChallengeName === 'MFA_SETUP' ? this.enrol(Session) : this.pass(Session);
  }

  async enrol(session: string | undefined): Promise<Tokens> {
    const { SecretCode = '', Session: second } = await this.associate(session);
    this.totpSecret = SecretCode;
    const { Session: third } = await this.verify(second, this.code());
    return tokensOf(await this.respond('MFA_SETUP', third));
  }

  async pass(session: string | undefined): Promise<Tokens> {
    await this.target.pass(30); // a code is good once
    const answers = { SOFTWARE_TOKEN_MFA_CODE: this.code() };
    return tokensOf(await this.respond('SOFTWARE_TOKEN_MFA', session, answers));
  }

  async delete(): Promise<void> {
    await this.target.sdk.send(new cognito.AdminDeleteUserCommand(this.admin));
  }

  private named(): Responses {
    const hash = secretHash(this.target, this.email);
    return { USERNAME: this.email, ...(hash === undefined ? {} : { SECRET_HASH: hash }) };
  }
}

export interface Tokens {
  access: string;
  id: string;
  refresh: string;
}

export const tokensOf = ({ AuthenticationResult: result }: AuthOutput): Tokens => ({
  access: result?.AccessToken ?? '',
  id: result?.IdToken ?? '',
  refresh: result?.RefreshToken ?? '',
});

type AuthOutput = Pick<cognito.InitiateAuthCommandOutput, 'AuthenticationResult'>;

/** An error of the SDK, by the names that Cognito gives it. */
export const refusal = (name: string, message?: string | RegExp) =>
  expect.objectContaining({
    name,
    ...(message === undefined ? {} : { message: expect.stringMatching(message) }),
  });
