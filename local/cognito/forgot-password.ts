import type { Account } from './account.js';
import { CognitoError } from './cognito-error.js';
import type { Directory } from './directory.js';
import type { MailedCodes } from './mailed-codes.js';
import { checkPassword } from './password-policy.js';
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
    if (account?.status === 'FORCE_CHANGE_PASSWORD') {
      throw new CognitoError(
        'NotAuthorizedException',
        'User password cannot be reset in the current state.',
      );
    }
    if (account?.attributes['email_verified'] === 'true') this.codes.mail(account, 'password');
  }

  /** @throws {CognitoError} `CodeMismatchException`, `ExpiredCodeException`, `InvalidPasswordException` */
  async confirm(name: string, code: string, password: string): Promise<Account> {
    checkPassword(password); // first, so that a bad one doesn't use the code up
    const account = this.codes.use(this.directory.active(name), 'password', code);
    this.directory.setPassword(account, password, 'CONFIRMED');
    await this.triggers.postConfirmation('PostConfirmation_ConfirmForgotPassword', account);
    return account;
  }
}
