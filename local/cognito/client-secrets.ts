import { randomBytes } from 'node:crypto';
import { z } from 'zod';
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

/** The one that an app client was made with. Only this one is ever told by DescribeUserPoolClient. */
interface Original {
  clientId: string;
  value: string;
}

const MOST = 2;

/** The secrets of app clients. Each has its original one until that is deleted, and two at most. */
export class ClientSecrets {
  readonly #file: StateFile<z.output<typeof schema>>;
  readonly #changed: z.output<typeof schema>;

  constructor(
    folder: string | undefined,
    private readonly now: () => number,
  ) {
    this.#file = new StateFile(folder, 'client-secrets.json', schema);
    this.#changed = this.#file.load() ?? {};
  }

  /** Oldest first. */
  all({ clientId, value }: Original): ClientSecret[] {
    return this.#changed[clientId] ?? [{ id: `${clientId}--0`, value, createdAt: 0 }];
  }

  /** The original secret, as long as it is good. */
  original(original: Original): string | undefined {
    return this.all(original).find(({ id }) => id === `${original.clientId}--0`)?.value;
  }

  /** Whether one of them proves so: `proves` is asked about each. */
  some(original: Original, proves: (value: string) => boolean): boolean {
    // Each is asked, so that the time tells nothing of which it was.
    return this.all(original)
      .map(({ value }) => proves(value))
      .includes(true);
  }

  isGood(original: Original, presented: string): boolean {
    return this.some(original, (value) => sameSecret(presented, value));
  }

  /** @throws {CognitoError} `LimitExceededException` */
  add(original: Original, value = randomBytes(32).toString('hex')): ClientSecret {
    const secrets = this.all(original);
    if (secrets.length === MOST) {
      throw new CognitoError('LimitExceededException', 'An app client has two secrets at most.');
    }
    const createdAt = this.now();
    const added = { id: `${original.clientId}--${Math.floor(createdAt / 1000)}`, value, createdAt };
    this.#save(original.clientId, [...secrets, added]);
    return added;
  }

  /** @throws {CognitoError} `ResourceNotFoundException`, `InvalidParameterException` */
  delete(original: Original, id: string): void {
    const secrets = this.all(original);
    const rest = secrets.filter((known) => known.id !== id);
    if (rest.length === secrets.length) {
      throw new CognitoError('ResourceNotFoundException', `Client secret ${id} does not exist.`);
    }
    if (rest.length === 0) {
      throw new CognitoError('InvalidParameterException', 'An app client keeps one secret.');
    }
    this.#save(original.clientId, rest);
  }

  #save(clientId: string, secrets: ClientSecret[]): void {
    this.#changed[clientId] = secrets;
    this.#file.save(this.#changed);
  }
}
