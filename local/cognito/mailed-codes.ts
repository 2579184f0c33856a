import { randomInt } from 'node:crypto';
import { addressOf, type Account, type MailPurpose } from './account.js';
import { CognitoError } from './cognito-error.js';
import type { Context } from './context.js';
import type { Directory } from './directory.js';
import { LIFETIMES } from './lifetimes.js';
import { codeMail } from './mailbox.js';

const MAX_WRONG_TRIES = 5;

/** Codes that are mailed: to confirm a sign-up, to verify an address, to choose a new password. */
export class MailedCodes {
  constructor(
    private readonly context: Context,
    private readonly directory: Directory,
  ) {}

  /** A new code: the one before it, for the same purpose, is worth nothing any more. */
  mail(account: Account, purpose: MailPurpose, to = addressOf(account)): void {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const expiresAt = this.context.now() + LIFETIMES.mailedCode * 1000;
    account.mailedCodes[purpose] = { code, expiresAt, wrongTries: 0 };
    this.directory.save(account);
    this.context.mail(codeMail(to, purpose, code));
  }

  /**
   * Uses the code up: the address it went to is verified. Nobody has no code: someone unknown gets
   * the answer of who asked for none.
   *
   * @throws {CognitoError} `CodeMismatchException`, `ExpiredCodeException`, `LimitExceededException`
   */
  use(account: Account | undefined, purpose: MailPurpose, code: string): Account {
    const mailed = account?.mailedCodes[purpose];
    if (!account || !mailed || mailed.expiresAt <= this.context.now()) {
      throw new CognitoError(
        'ExpiredCodeException',
        'Invalid code provided, please request a code again.',
      );
    }
    if (mailed.wrongTries >= MAX_WRONG_TRIES) {
      throw new CognitoError(
        'LimitExceededException',
        'Attempt limit exceeded, please try after some time.',
      );
    }
    if (mailed.code !== code) {
      mailed.wrongTries += 1;
      this.directory.save(account);
      throw new CognitoError(
        'CodeMismatchException',
        'Invalid verification code provided, please try again.',
      );
    }
    delete account.mailedCodes[purpose];
    account.attributes[account.attributes['email'] ? 'email_verified' : 'phone_number_verified'] =
      'true';
    this.directory.save(account);
    return account;
  }
}
