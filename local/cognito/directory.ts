import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { accountSchema, emailOf, type Account } from './account.js';
import { CognitoError } from './cognito-error.js';
import type { Context } from './context.js';
import { people, type Person } from './people.js';
import { checkPassword } from './password-policy.js';
import { createVerifier, passwordMatches, type PasswordVerifier } from './srp.js';
import { StateFile } from './state-folder.js';

const fileOf = (folder: string | undefined) =>
  new StateFile(folder, 'accounts.json', z.array(accountSchema));

/** The accounts that a state folder holds, without starting anything. */
export const savedAccounts = (folder: string): Account[] => fileOf(folder).load() ?? [];

/** The people of the pool: who they are and how they prove it. Every change is saved at once. */
export class Directory {
  readonly #file: StateFile<Account[]>;
  readonly #accounts: Map<string, Account>;

  /** @throws {DamagedState} */
  constructor(private readonly context: Context) {
    this.#file = fileOf(context.folder);
    const saved = this.#file.load() ?? [];
    this.#accounts = new Map(saved.map((account) => [account.username, account]));
    for (const person of people) if (!this.find(person.email)) this.#seed(person);
  }

  /** By username or by e-mail address, in any case: pools ignore it unless told otherwise. */
  find(name: string): Account | undefined {
    const wanted = name.toLowerCase();
    return (
      this.#accounts.get(wanted) ??
      this.all().find((account) => emailOf(account).toLowerCase() === wanted)
    );
  }

  /** Someone who may sign in, and whose tokens still count. */
  active(name: string): Account | undefined {
    const account = this.find(name);
    return account?.disabled ? undefined : account;
  }

  /** In the order of their coming. */
  all(): Account[] {
    return [...this.#accounts.values()];
  }

  /**
   * A new account, which isn't in the pool yet.
   *
   * @throws {CognitoError} `InvalidPasswordException`, `UsernameExistsException`
   */
  prepare(email: string, password: string, attributes: Record<string, string> = {}): Account {
    this.#refuseTaken(email);
    const username = randomUUID();
    return {
      username,
      status: 'UNCONFIRMED',
      password: this.newPassword(username, password),
      attributes: { sub: username, email_verified: 'false', ...attributes, email },
      groups: [],
      mailedCodes: {},
      createdAt: this.context.now(),
    };
  }

  /** @throws {CognitoError} `UsernameExistsException` */
  add(account: Account): void {
    this.#refuseTaken(emailOf(account));
    this.#accounts.set(account.username, account);
    this.save(account);
  }

  delete(account: Account): void {
    this.#accounts.delete(account.username);
    this.#file.save(this.all());
  }

  /** @throws {CognitoError} `InvalidPasswordException` */
  setPassword(account: Account, password: string, status: Account['status']): void {
    account.password = this.newPassword(account.username, password);
    account.status = status;
    this.save(account);
  }

  /** @throws {CognitoError} `AliasExistsException` */
  update(account: Account, attributes: Record<string, string>): void {
    const { email } = attributes;
    if (email !== undefined) this.refuseTakenByOther(account, email);
    account.attributes = { ...account.attributes, ...attributes };
    this.save(account);
  }

  /** An address is nobody's, or theirs already. @throws {CognitoError} `AliasExistsException` */
  refuseTakenByOther(account: Account, email: string): void {
    const holder = this.find(email);
    if (!holder || holder === account) return;
    const message = 'An account with the given email already exists.';
    throw new CognitoError('AliasExistsException', message);
  }

  /** What is kept of a password. @throws {CognitoError} `InvalidPasswordException` */
  newPassword(username: string, password: string): PasswordVerifier {
    checkPassword(password);
    return createVerifier(this.userId(username), password);
  }

  /**
   * The account whose password this is. Someone unknown costs the same time and gets the same
   * answer (Cognito: "prevent user existence errors").
   *
   * @throws {CognitoError} `NotAuthorizedException`, also for someone who is disabled;
   * `PasswordResetRequiredException`
   */
  authenticate(name: string, password: string): Account {
    const account = this.find(name);
    const matches = passwordMatches(
      this.userId(account?.username ?? name),
      password,
      account?.password ?? NOBODY,
    );
    return this.admit(account, matches);
  }

  /**
   * Who has proven who they are. Whose password was reset has none that could be right or wrong.
   *
   * @throws {CognitoError} `NotAuthorizedException`, `PasswordResetRequiredException`
   */
  admit(account: Account | undefined, isProven: boolean): Account {
    if (account?.status === 'RESET_REQUIRED') {
      throw new CognitoError(
        'PasswordResetRequiredException',
        'Password reset required for the user',
      );
    }
    if (!account || !isProven) {
      throw new CognitoError('NotAuthorizedException', 'Incorrect username or password.');
    }
    return this.enabled(account);
  }

  /** @throws {CognitoError} `NotAuthorizedException` */
  enabled(account: Account): Account {
    if (!account.disabled) return account;
    throw new CognitoError('NotAuthorizedException', 'User is disabled.');
  }

  /** To be called after an account was changed. */
  save(account: Account): void {
    account.changedAt = this.context.now();
    this.#file.save(this.all());
  }

  /** Who someone is to SRP: the name in the pool's id, then theirs. */
  userId(username: string): string {
    return `${this.context.settings.poolId.split('_')[1]}${username}`;
  }

  #refuseTaken(email: string): void {
    if (this.find(email)) {
      throw new CognitoError('UsernameExistsException', 'User already exists');
    }
  }

  #seed({ email, password, totpSecret, groups }: Person): void {
    const account = this.prepare(email, password);
    account.status = 'CONFIRMED';
    account.attributes['email_verified'] = 'true';
    account.groups = [...groups];
    account.totp = { secret: totpSecret, usedSteps: [] };
    this.add(account);
  }
}

/** Matches no password: a verifier is never zero. */
export const NOBODY = { salt: '00', verifier: '0'.repeat(768) };
