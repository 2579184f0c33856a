import { emailOf, type Account } from './account.js';
import type { Context } from './context.js';
import type { Directory } from './directory.js';
import type { MailedCodes } from './mailed-codes.js';

type Attributes = Record<string, string>;

/**
 * Changes of attributes, and the code that a new e-mail address takes. Where the pool keeps the
 * address until then, the new one counts once its code was entered: to sign in, and to get mails.
 */
export class AttributeChanges {
  constructor(
    private readonly context: Context,
    private readonly directory: Directory,
    private readonly codes: MailedCodes,
  ) {}

  /**
   * @returns the address that a code was mailed to, if any
   * @throws {CognitoError} `AliasExistsException`
   */
  change(account: Account, attributes: Attributes): string | undefined {
    const { email, email_verified: verified, ...others } = attributes;
    const isVerified = verified === 'true';
    if (email === undefined || email === '' || isVerified || email === emailOf(account)) {
      if (email !== undefined) delete account.newEmail;
      this.directory.update(account, attributes);
      return undefined;
    }
    if (this.keepsEmail) {
      this.directory.refuseTakenByOther(account, email);
      account.newEmail = email;
      this.directory.update(account, others);
    } else {
      this.directory.update(account, { email_verified: 'false', ...attributes });
    }
    this.codes.mail(account, 'email', email);
    return email;
  }

  private get keepsEmail(): boolean {
    const { UserAttributeUpdateSettings: update } = this.context.settings;
    return update.AttributesRequireVerificationBeforeUpdate.includes('email');
  }

  /**
   * A code for the address that counts, never for one that waits: that takes the same change once more
   * (https://github.com/aws-amplify/amplify-flutter/issues/3756). @returns that address
   */
  askAgain(account: Account): string {
    delete account.newEmail; // there is one code at a time
    const to = emailOf(account);
    this.codes.mail(account, 'email', to);
    return to;
  }

  /** @throws {CognitoError} of the code, and `AliasExistsException` */
  verify(account: Account, code: string): void {
    const { newEmail: email } = account;
    if (email !== undefined) this.directory.refuseTakenByOther(account, email);
    this.codes.use(account, 'email', code);
    delete account.newEmail;
    this.directory.update(account, {
      email_verified: 'true',
      ...(email === undefined ? {} : { email }),
    });
  }
}
