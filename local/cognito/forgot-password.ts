import type { Account } from './account.js';
import type { Caller } from './caller.js';
import { CognitoError } from './cognito-error.js';
import type { Directory } from './directory.js';
import type { MailedCodes } from './mailed-codes.js';
import type { Triggers } from './triggers.js';

/** A new password by a mailed code, for who has forgotten theirs. */
export class ForgottenPasswords {
  constructor(
    private readonly directory: Directory,
    private readonly codes: MailedCodes,
    private readonly triggers: Triggers,
  ) {}

  /** Mails a code. Who can't get one is told the same as who can. */
  request(name: string): void {
    const account = this.directory.active(name);
    if (account) refuseUnusedTemporary(account);
    if (account && hasVerifiedAddress(account)) this.codes.mail(account, 'password');
  }

  /**
   * AdminResetUserPassword: the password is good no more, and a code for another is mailed.
   *
   * @throws {CognitoError} `NotAuthorizedException`, `InvalidParameterException`
   */
  reset(account: Account): void {
    refuseUnusedTemporary(account);
    if (!hasVerifiedAddress(account)) {
      const message =
        'Cannot reset password for the user as there is no registered/verified email or phone_number';
      throw new CognitoError('InvalidParameterException', message);
    }
    account.status = 'RESET_REQUIRED';
    this.codes.mail(account, 'password');
  }

  /** @throws {CognitoError} `CodeMismatchException`, `ExpiredCodeException`, `InvalidPasswordException` */
  async confirm(caller: Caller, name: string, code: string, password: string): Promise<Account> {
    this.directory.checkPassword(password); // first, so that a bad one doesn't use the code up
    const account = this.codes.use(this.directory.active(name), 'password', code);
    this.directory.setPassword(account, password, 'CONFIRMED');
    const source = 'PostConfirmation_ConfirmForgotPassword';
    await this.triggers.postConfirmation(source, account, caller);
    return account;
  }
}

function refuseUnusedTemporary({ status }: Account): void {
  if (status !== 'FORCE_CHANGE_PASSWORD') return;
  const message = 'User password cannot be reset in the current state.';
  throw new CognitoError('NotAuthorizedException', message);
}

/** What is verified outlives an address that is taken away: on its own it leads nowhere. */
const hasVerifiedAddress = ({ attributes }: Account): boolean =>
  ['email', 'phone_number'].some(
    (name) => attributes[name] !== undefined && attributes[`${name}_verified`] === 'true',
  );
