import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { accountSchema, nameOf, type Account } from './account.js';
import { CognitoError } from './cognito-error.js';
import type { Context } from './context.js';
import { checkNewName } from './sign-in-names.js';
import type { Person } from './pool-settings.js';
import { checkPassword } from './password-policy.js';
import { createVerifier, passwordMatches, type PasswordVerifier } from './srp.js';
import { StateFile } from './state-folder.js';

const fileOf = (folder: string | undefined) =>
  new StateFile(folder, 'accounts.json', z.array(accountSchema));

/** The accounts that a state folder holds, without starting anything. */
export const savedAccounts = (folder: string): Account[] => fileOf(folder).load() ?? [];

/** The people of the pool: who they are and how they prove it. Every change is saved at once. */
export class Directory {
  private readonly file: StateFile<Account[]>;
  private readonly accounts: Map<string, Account>;

  /** @throws {DamagedState} */
  constructor(private readonly context: Context) {
    this.file = fileOf(context.folder);
    const saved = this.file.load() ?? [];
    this.accounts = new Map(saved.map((account) => [this.fold(account.username), account]));
    this.seedAll(context);
  }

  /** By username, or by whatever else the pool lets people sign in with. */
  find(name: string): Account | undefined {
    const wanted = this.fold(name);
    return (
      this.accounts.get(wanted) ??
      this.all().find((account) => this.signInNames(account).includes(wanted))
    );
  }

  /** Besides the username. An alias counts once it is verified. */
  private signInNames({ attributes }: Account): string[] {
    const { UsernameAttributes, AliasAttributes } = this.context.settings;
    const names =
      UsernameAttributes.length > 0
        ? UsernameAttributes
        : AliasAttributes.filter(
            (name) => name === 'preferred_username' || attributes[`${name}_verified`] === 'true',
          );
    return names.flatMap((name) => (attributes[name] ? [this.fold(attributes[name])] : []));
  }

  /** Pools ignore case, unless told otherwise. */
  private fold(name: string): string {
    return this.context.settings.UsernameConfiguration.CaseSensitive ? name : name.toLowerCase();
  }

  /** Someone who may sign in, and whose tokens still count. */
  active(name: string): Account | undefined {
    const account = this.find(name);
    return account?.disabled ? undefined : account;
  }

  /** In the order of their coming. */
  all(): Account[] {
    return [...this.accounts.values()];
  }

  /**
   * A new account, which isn't in the pool yet.
   *
   * @throws {CognitoError} `InvalidPasswordException`, `InvalidParameterException`,
   * `UsernameExistsException`
   */
  prepare(name: string, password: string, attributes: Record<string, string> = {}): Account {
    const named = checkNewName(this.context.settings, name);
    this.refuseTaken(name);
    const sub = randomUUID();
    // Where an address is the name, the username is made up.
    const username = named === undefined ? name : sub;
    const all = { ...attributes, ...(named === undefined ? {} : { [named]: name }) };
    const unverified = Object.keys(all).flatMap((key): [string, string][] =>
      key === 'email' || key === 'phone_number' ? [[`${key}_verified`, 'false']] : [],
    );
    return {
      username,
      status: 'UNCONFIRMED',
      password: this.newPassword(username, password),
      attributes: { sub, ...Object.fromEntries(unverified), ...withoutBlanks(all) },
      groups: [],
      mailedCodes: {},
      createdAt: this.context.now(),
    };
  }

  /** @throws {CognitoError} `UsernameExistsException` */
  add(account: Account): void {
    this.refuseTaken(account.username);
    for (const name of this.signInNames(account)) this.refuseTaken(name);
    this.accounts.set(this.fold(account.username), account);
    this.save(account);
  }

  delete(account: Account): void {
    this.accounts.delete(this.fold(account.username));
    this.file.save(this.all());
  }

  /** @throws {CognitoError} `InvalidPasswordException` */
  setPassword(account: Account, password: string, status: Account['status']): void {
    account.password = this.newPassword(account.username, password);
    account.status = status;
    this.save(account);
  }

  /** Changes attributes; a blank takes one away. @throws {CognitoError} `AliasExistsException` */
  update(account: Account, attributes: Record<string, string>): void {
    const changed = { ...account, attributes: { ...account.attributes, ...attributes } };
    for (const name of this.signInNames(changed)) this.refuseTakenByOther(account, name);
    account.attributes = withoutBlanks(changed.attributes);
    this.save(account);
  }

  /** A name is nobody's, or theirs already. @throws {CognitoError} `AliasExistsException` */
  refuseTakenByOther(account: Account, name: string): void {
    const holder = this.find(name);
    if (!holder || holder === account) return;
    const kind = name.includes('@') ? 'email' : 'name';
    const message = `An account with the given ${kind} already exists.`;
    throw new CognitoError('AliasExistsException', message);
  }

  /** What is kept of a password. @throws {CognitoError} `InvalidPasswordException` */
  newPassword(username: string, password: string): PasswordVerifier {
    this.checkPassword(password);
    return createVerifier(this.userId(username), password);
  }

  /** @throws {CognitoError} `InvalidPasswordException` */
  checkPassword(password: string): void {
    checkPassword(this.context.settings.Policies.PasswordPolicy, password);
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
    this.file.save(this.all());
  }

  /** Who someone is to SRP: the name in the pool's id, then theirs. */
  userId(username: string): string {
    return `${this.context.settings.Id.split('_')[1]}${username}`;
  }

  private refuseTaken(name: string): void {
    if (this.find(name)) {
      throw new CognitoError('UsernameExistsException', 'User already exists');
    }
  }

  /** Puts the people of the settings in, once: who was deleted, or renamed, stays so. */
  private seedAll({ folder, settings }: Context): void {
    const file = new StateFile(folder, 'seeded.json', z.array(z.string()));
    const seeded = file.load() ?? this.all().map(nameOf);
    const missing = settings.Users.filter(({ Username }) => !seeded.includes(Username));
    if (missing.length === 0) return;
    for (const person of missing) if (!this.find(person.Username)) this.seed(person);
    file.save([...seeded, ...missing.map(({ Username }) => Username)]);
  }

  private seed({ Username, Password, Attributes, Groups, TotpSecret }: Person): void {
    const account = this.prepare(Username, Password, Attributes);
    account.status = 'CONFIRMED';
    account.groups = [...Groups];
    if (TotpSecret !== undefined) account.totp = { secret: TotpSecret, usedSteps: [] };
    this.add(account);
  }
}

const withoutBlanks = (attributes: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''));

/** Matches no password: a verifier is never zero. */
export const NOBODY = { salt: '00', verifier: '0'.repeat(768) };
