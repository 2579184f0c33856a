import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Client } from './client-settings.js';
import { CognitoError } from './cognito-error.js';
import { sameSecret } from './same-secret.js';
import { StateFile } from './state-folder.js';

const secret = z.object({
  /** CLIENT--SECONDS, as AddUserPoolClientSecret has it. */
  id: z.string(),
  value: z.string(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
});
const schema = z.record(z.string(), z.array(secret));

export type ClientSecret = z.output<typeof secret>;

/** An app client and the secret that it was made with: a public one has none. */
type Owner = Pick<Client, 'ClientId' | 'ClientSecret'>;

const MOST = 2;

/** The secrets of app clients. Each has its original one until that is deleted, and two at most. */
export class ClientSecrets {
  private readonly file: StateFile<z.output<typeof schema>>;
  private readonly changed: z.output<typeof schema>;

  constructor(
    folder: string | undefined,
    private readonly now: () => number,
  ) {
    this.file = new StateFile(folder, 'client-secrets.json', schema);
    this.changed = this.file.load() ?? {};
  }

  /** Oldest first. */
  all({ ClientId, ClientSecret: value }: Owner): ClientSecret[] {
    if (value === undefined) return [];
    return this.changed[ClientId] ?? [{ id: `${ClientId}--0`, value, createdAt: 0 }];
  }

  /** The secret that the client was made with, as long as it is good: no other is told again. */
  original(client: Owner): string | undefined {
    return this.all(client).find(({ id }) => id === `${client.ClientId}--0`)?.value;
  }

  /** Whether one of them proves so: `proves` is asked about each. */
  some(client: Owner, proves: (value: string) => boolean): boolean {
    // Each is asked, so that the time tells nothing of which it was.
    return this.all(client)
      .map(({ value }) => proves(value))
      .includes(true);
  }

  isGood(client: Owner, presented: string): boolean {
    return this.some(client, (value) => sameSecret(presented, value));
  }

  /** @throws {CognitoError} `InvalidParameterException`, `LimitExceededException` */
  add(client: Owner, value = randomBytes(32).toString('hex')): ClientSecret {
    const secrets = this.all(client);
    if (secrets.length === 0) {
      const message = 'A public app client has no secrets.';
      throw new CognitoError('InvalidParameterException', message);
    }
    if (secrets.length === MOST) {
      throw new CognitoError('LimitExceededException', 'An app client has two secrets at most.');
    }
    // The id is a second: the next one, where the latest secret was made in this.
    const latest = Math.max(...secrets.map(({ createdAt }) => createdAt));
    const createdAt = Math.max(this.now(), latest + 1000);
    const added = { id: `${client.ClientId}--${Math.floor(createdAt / 1000)}`, value, createdAt };
    this.save(client, [...secrets, added]);
    return added;
  }

  /** @throws {CognitoError} `ResourceNotFoundException`, `InvalidParameterException` */
  delete(client: Owner, id: string): void {
    const secrets = this.all(client);
    const rest = secrets.filter((known) => known.id !== id);
    if (rest.length === secrets.length) {
      throw new CognitoError('ResourceNotFoundException', `Client secret ${id} does not exist.`);
    }
    if (rest.length === 0) {
      throw new CognitoError('InvalidParameterException', 'An app client keeps one secret.');
    }
    this.save(client, rest);
  }

  /** For a client that is deleted. */
  forget({ ClientId }: Owner): void {
    delete this.changed[ClientId];
    this.file.save(this.changed);
  }

  private save({ ClientId }: Owner, secrets: ClientSecret[]): void {
    this.changed[ClientId] = secrets;
    this.file.save(this.changed);
  }
}
