import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import {
  isRefusal,
  type LoadedSdk,
  unavailable,
  UserPoolConnection,
  within,
} from './user-pool-connection.js';
import {
  MAILED_CODE_REFUSALS,
  refusalOf,
  type Refusals,
  type UserPoolRefusal,
} from './user-pool-refusals.js';

/** How a call about an account ended. */
export type AccountAnswer<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'refused'; readonly reason: UserPoolRefusal };

/**
 * Cognito's user-pool API, as a person who changes their own account calls it: with an access token that
 * has the scope `aws.cognito.signin.user.admin`, and no AWS credentials.
 *
 * Whatever isn't the person's doing is RequestFailed `provider_unavailable`.
 */
@Injectable()
export class UserPool implements OnApplicationShutdown {
  private readonly connection: UserPoolConnection;

  constructor(@Inject(CONFIG) config: Config) {
    this.connection = new UserPoolConnection(config);
  }

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

  changeName(token: string, name: string): Promise<AccountAnswer<void>> {
    return this.ask(token, 'not_allowed', async ({ sdk, client }) => {
      await client.send(
        new sdk.UpdateUserAttributesCommand(writing(token, 'name', name)),
        within(),
      );
    });
  }

  /**
   * Has a code mailed to the address that is to take the place of the one from before, the same one once more
   * too. The pool keeps the old address until that code is given (`verifyEmail`).
   */
  changeEmail(token: string, email: string): Promise<AccountAnswer<void>> {
    return this.ask(token, 'not_allowed', async ({ sdk, client }) => {
      const change = new sdk.UpdateUserAttributesCommand(writing(token, 'email', email));
      const { CodeDeliveryDetailsList: mailed = [] } = await client.send(change, within());
      if (mailed.length > 0) return;
      // A pool that doesn't keep the old one has the new one by now, and mails no second code by itself.
      const command = { AccessToken: token, AttributeName: 'email' };
      await client.send(new sdk.GetUserAttributeVerificationCodeCommand(command), within());
    });
  }

  /** Puts the address that this code was mailed to in place of the one from before. */
  verifyEmail(token: string, code: string): Promise<AccountAnswer<void>> {
    const call = async ({ sdk, client }: LoadedSdk) => {
      const input = { AccessToken: token, AttributeName: 'email', Code: code };
      await client.send(new sdk.VerifyUserAttributeCommand(input), within());
    };
    return this.ask(token, 'not_allowed', call, MAILED_CODE_REFUSALS);
  }

  /** Deletes the account. One that is gone already is as good as deleted. */
  async deleteAccount(token: string): Promise<AccountAnswer<void>> {
    const answer = await this.ask(token, 'not_allowed', async ({ sdk, client }) => {
      await client.send(new sdk.DeleteUserCommand({ AccessToken: token }), within());
    });
    const isGone = answer.kind === 'refused' && answer.reason === 'account_gone';
    return isGone ? { kind: 'done', value: undefined } : answer;
  }

  onApplicationShutdown(): Promise<void> {
    return this.connection.close();
  }

  /**
   * `unauthorized`: what it means that Cognito doesn't allow a call whose token is good. `own`: what the call
   * means by names that others mean something else by.
   */
  private async ask<Value>(
    token: string,
    unauthorized: UserPoolRefusal,
    call: (loaded: LoadedSdk) => Promise<Value>,
    own: Refusals = new Map(),
  ): Promise<AccountAnswer<Value>> {
    const loaded = await this.connection.load();
    try {
      return { kind: 'done', value: await call(loaded) };
    } catch (error) {
      const reason = reasonOf(error, own) ?? (await this.reasonOfUnauthorized(token, unauthorized));
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
    const { sdk, client } = await this.connection.load();
    try {
      await client.send(new sdk.GetUserCommand({ AccessToken: token }), within());
      return otherwise;
    } catch (error) {
      return reasonOf(error) ?? 'sign_in_again';
    }
  }
}

const writing = (token: string, name: 'name' | 'email', value: string) => ({
  AccessToken: token,
  UserAttributes: [{ Name: name, Value: value }],
});

/**
 * Why Cognito refused; `undefined` where it doesn't allow the call, which says nothing of the reason.
 *
 * @throws RequestFailed `provider_unavailable` where that isn't the person's doing
 */
function reasonOf(error: unknown, own: Refusals = new Map()): UserPoolRefusal | undefined {
  if (!isRefusal(error)) throw unavailable(error);
  if (error.name === 'NotAuthorizedException') return undefined;
  const reason = own.get(error.name) ?? refusalOf(error.name);
  if (!reason) throw unavailable(error);
  return reason;
}
