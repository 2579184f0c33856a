import { randomBytes } from 'node:crypto';

/** What the bucket knows of temporary credentials. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** The identity of the identity pool that they are for. */
  readonly identityId: string;
  /** In ms since the epoch. */
  readonly expiresAt: number;
}

/** "GetCredentialsForIdentity": for an hour. */
const LIFETIME_MS = 3_600_000;

/** The temporary credentials that were given out. They end with the process, as with their hour. */
export class TemporaryCredentials {
  private readonly issued = new Map<string, Credentials>();

  constructor(private readonly now: () => number) {}

  issue(identityId: string): Credentials {
    for (const [id, { expiresAt }] of this.issued) {
      if (expiresAt <= this.now()) this.issued.delete(id);
    }
    const credentials = {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(96).toString('base64'),
      identityId,
      expiresAt: this.now() + LIFETIME_MS,
    };
    this.issued.set(credentials.accessKeyId, credentials);
    return credentials;
  }

  find(accessKeyId: string): Credentials | undefined {
    return this.issued.get(accessKeyId);
  }
}
