import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { RequestFailed } from '../http/failures/failure.js';
import { RETRY_AFTER } from './provider-error.js';
import { refusalOf, type UserPoolRefusal } from './user-pool-refusals.js';

type Sdk = typeof import('@aws-sdk/client-cognito-identity-provider');
type Client = InstanceType<Sdk['CognitoIdentityProviderClient']>;

const TIMEOUT_MS = 10_000;

/** How a call about an account ended. */
export type AccountAnswer<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'refused'; readonly reason: UserPoolRefusal };

/** An API that is there, and refused. */
interface Refusal extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
}

/**
 * Cognito's user-pool API, as a person who changes their own account calls it: with an access token that
 * has the scope `aws.cognito.signin.user.admin`, and no AWS credentials.
 *
 * Whatever isn't the person's doing is RequestFailed `provider_unavailable`.
 */
@Injectable()
export class UserPool implements OnApplicationShutdown {
  private loaded: Promise<{ sdk: Sdk; client: Client }> | undefined;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  changePassword(token: string, current: string, proposed: string): Promise<AccountAnswer<void>> {
    return this.ask(token, 'password_wrong', async ({ sdk, client }) => {
      const input = { PreviousPassword: current, ProposedPassword: proposed };
      await client.send(new sdk.ChangePasswordCommand({ AccessToken: token, ...input }), within());
    });
  }

  /** A secret for an authenticator app, which counts once a code of it was given. @returns it, in Base32 */
  newAuthenticator(token: string): Promise<AccountAnswer<string>> {
    return this.ask(token, 'sign_in_again', async ({ sdk, client }) => {
      const command = new sdk.AssociateSoftwareTokenCommand({ AccessToken: token });
      const { SecretCode: secret } = await client.send(command, within());
      if (secret === undefined) throw unavailable(new Error('no secret in the answer'));
      return secret;
    });
  }

  /** Puts the app with the newest secret, which this code is of, in place of the one from before. */
  replaceAuthenticator(token: string, code: string): Promise<AccountAnswer<void>> {
    return this.ask(token, 'code_wrong', async ({ sdk, client }) => {
      const command = new sdk.VerifySoftwareTokenCommand({ AccessToken: token, UserCode: code });
      const { Status: status } = await client.send(command, within());
      if (status !== 'SUCCESS') throw unavailable(new Error(`the status ${status}`));
    });
  }

  async onApplicationShutdown(): Promise<void> {
    const loaded = await this.loaded?.catch(() => undefined);
    loaded?.client.destroy(); // its connections are kept open
  }

  /** `unauthorized`: what it means that Cognito doesn't allow a call whose token is good. */
  private async ask<Value>(
    token: string,
    unauthorized: UserPoolRefusal,
    call: (loaded: { sdk: Sdk; client: Client }) => Promise<Value>,
  ): Promise<AccountAnswer<Value>> {
    const loaded = await this.load();
    try {
      return { kind: 'done', value: await call(loaded) };
    } catch (error) {
      const reason = reasonOf(error) ?? (await this.reasonOfUnauthorized(token, unauthorized));
      return { kind: 'refused', reason };
    }
  }

  /**
   * A wrong password and a token that is over have the same name, and only texts differ. Whether the
   * token is good, Cognito says when it is used for something else.
   */
  private async reasonOfUnauthorized(
    token: string,
    otherwise: UserPoolRefusal,
  ): Promise<UserPoolRefusal> {
    const { sdk, client } = await this.load();
    try {
      await client.send(new sdk.GetUserCommand({ AccessToken: token }), within());
      return otherwise;
    } catch (error) {
      return reasonOf(error) ?? 'sign_in_again';
    }
  }

  /** The SDK is large, and most processes never need it: it is loaded by the first who does. */
  private load(): Promise<{ sdk: Sdk; client: Client }> {
    const loading = (this.loaded ??= this.connect());
    loading.catch(() => (this.loaded = undefined));
    return loading;
  }

  private async connect(): Promise<{ sdk: Sdk; client: Client }> {
    const { endpoint, region } = this.config.cognito.userPool;
    if (endpoint === undefined && region === undefined) {
      throw unavailable(new Error('COGNITO_ISSUER names no region: set AWS_REGION'));
    }
    const sdk = await import('@aws-sdk/client-cognito-identity-provider');
    const client = new sdk.CognitoIdentityProviderClient({
      region: region ?? 'local', // only a part of the address that the endpoint stands for
      ...(endpoint !== undefined && { endpoint }),
      // A change whose answer was lost may have happened: the person hears of it, and nobody does it twice.
      maxAttempts: 1,
    });
    return { sdk, client };
  }
}

const within = () => ({ abortSignal: AbortSignal.timeout(TIMEOUT_MS) });

/** Whether Cognito itself refused, by a name; by its types alone, since the SDK isn't there until it is loaded. */
const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && '$metadata' in error && '$fault' in error && error.$fault === 'client';

/**
 * Why Cognito refused; `undefined` where it doesn't allow the call, which says nothing of the reason.
 *
 * @throws RequestFailed `provider_unavailable` where that isn't the person's doing
 */
function reasonOf(error: unknown): UserPoolRefusal | undefined {
  if (!isRefusal(error)) throw unavailable(error);
  if (error.name === 'NotAuthorizedException') return undefined;
  const reason = refusalOf(error.name);
  if (!reason) throw unavailable(error);
  return reason;
}

/** Cognito's own texts may repeat what was typed: only the name of what happened goes into the log. */
function unavailable(error: unknown): RequestFailed {
  if (error instanceof RequestFailed) return error;
  const known = error instanceof Error ? error : new Error('unknown');
  const cause = isRefusal(known) || known.name !== 'Error' ? new Error(known.name) : known;
  return new RequestFailed('provider_unavailable', { cause, retryAfter: RETRY_AFTER });
}
