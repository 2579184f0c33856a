import { randomBytes } from 'node:crypto';
import { emailOf, type Account } from './account.js';
import type { Context } from './context.js';
import type { Directory } from './directory.js';
import { invitation } from './mailbox.js';
import type { MailedCodes } from './mailed-codes.js';
import type { Triggers } from './triggers.js';

type Attributes = Record<string, string>;

/** How people come into the pool: by themselves, or by an administrator. */
export class SignUps {
  constructor(
    private readonly context: Context,
    private readonly directory: Directory,
    private readonly codes: MailedCodes,
    private readonly triggers: Triggers,
  ) {}

  /**
   * A new account, to be confirmed by a code that is mailed.
   *
   * @throws {CognitoError} `InvalidPasswordException`, `UsernameExistsException`,
   * `UserLambdaValidationException`
   */
  async signUp(email: string, password: string, attributes: Attributes = {}): Promise<Account> {
    const account = this.directory.prepare(email, password, attributes);
    const decision = await this.triggers.preSignUp('PreSignUp_SignUp', account);
    if (decision.autoVerifyEmail) account.attributes['email_verified'] = 'true';
    this.directory.add(account);
    if (decision.autoConfirmUser) await this.#confirmed(account);
    else this.codes.mail(account, 'sign-up');
    return account;
  }

  /** @throws {CognitoError} `CodeMismatchException`, `ExpiredCodeException` */
  async confirm(account: Account | undefined, code: string): Promise<void> {
    await this.#confirmed(this.codes.use(account, 'sign-up', code));
  }

  /** AdminCreateUser: someone who has to replace this password at the first sign-in. */
  async create(email: string, password: string, attributes: Attributes): Promise<Account> {
    const account = this.directory.prepare(email, password, attributes);
    account.status = 'FORCE_CHANGE_PASSWORD';
    await this.triggers.preSignUp('PreSignUp_AdminCreateUser', account);
    this.directory.add(account);
    return account;
  }

  invite(account: Account, password: string): void {
    this.context.mail(invitation(emailOf(account), password));
  }

  async #confirmed(account: Account): Promise<void> {
    account.status = 'CONFIRMED';
    this.directory.save(account);
    await this.triggers.postConfirmation('PostConfirmation_ConfirmSignUp', account);
  }
}

/** Random, and good for every policy. */
export const temporaryPassword = (): string => `Aa1-${randomBytes(9).toString('base64url')}`;
