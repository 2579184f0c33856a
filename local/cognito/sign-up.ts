import { randomBytes } from 'node:crypto';
import { addressOf, nameOf, type Account } from './account.js';
import type { Caller } from './caller.js';
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
  async signUp(
    caller: Caller,
    name: string,
    password: string,
    attributes: Attributes = {},
  ): Promise<Account> {
    const account = this.directory.prepare(name, password, attributes);
    const decision = await this.triggers.preSignUp('PreSignUp_SignUp', account, caller);
    if (decision.autoVerifyEmail) account.attributes['email_verified'] = 'true';
    if (decision.autoVerifyPhone) account.attributes['phone_number_verified'] = 'true';
    this.directory.add(account);
    if (decision.autoConfirmUser) await this.confirmed(account, caller);
    else if (this.mayBeAsked(account)) this.codes.mail(account, 'sign-up');
    return account;
  }

  /** @throws {CognitoError} `CodeMismatchException`, `ExpiredCodeException` */
  async confirm(account: Account | undefined, code: string, caller: Caller): Promise<void> {
    await this.confirmed(this.codes.use(account, 'sign-up', code), caller);
  }

  /** AdminCreateUser: someone who has to replace this password at the first sign-in. */
  async create(
    caller: Caller,
    name: string,
    password: string,
    attributes: Attributes,
  ): Promise<Account> {
    const account = this.directory.prepare(name, password, attributes);
    account.status = 'FORCE_CHANGE_PASSWORD';
    await this.triggers.preSignUp('PreSignUp_AdminCreateUser', account, caller);
    this.directory.add(account);
    return account;
  }

  invite(account: Account, password: string): void {
    const to = addressOf(account);
    if (to !== '') this.context.mail(invitation(to, nameOf(account), password));
  }

  /** Whether the pool mails a code to who signs up: otherwise an administrator confirms them. */
  mayBeAsked({ attributes }: Account): boolean {
    return this.context.settings.AutoVerifiedAttributes.some((name) => attributes[name]);
  }

  /** AdminConfirmSignUp: without a code. @throws {CognitoError} of the trigger */
  async confirmByAdmin(account: Account, caller: Caller): Promise<void> {
    await this.confirmed(account, caller);
  }

  private async confirmed(account: Account, caller: Caller): Promise<void> {
    account.status = 'CONFIRMED';
    this.directory.save(account);
    await this.triggers.postConfirmation('PostConfirmation_ConfirmSignUp', account, caller);
  }
}

/** Random, and good for every policy. */
export const temporaryPassword = (): string => `Aa1-${randomBytes(9).toString('base64url')}`;
