import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CONFIG, type Config } from '../config/config.js';
import { Secret } from '../config/secret.js';
import { RequestFailed } from '../http/failures/failure.js';
import { unverifiedClaims } from './claims.js';

type Sdk = typeof import('@aws-sdk/client-cognito-identity');
type Client = InstanceType<Sdk['CognitoIdentityClient']>;

const TIMEOUT_MS = 10_000;
/** Who was disabled, or moved to another group, has what they had for this long at most. */
const KEPT_MS = 300_000;
const MAX_KEPT = 1000;
/** They sign what is good for some minutes, and no signature outlives its key. */
const MIN_LEFT_MS = 900_000;
/** A token that ends while it is on its way may be refused for that. */
const ON_ITS_WAY_MS = 10_000;
const IDENTITY_ID = /^[\w-]{1,40}:[\da-f-]{36}$/;

/** Somebody's temporary AWS credentials. They never leave the server. */
export interface OwnCredentials {
  /** The identity that they are for. */
  readonly identityId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken: Secret;
  /** In ms since the epoch. */
  readonly expiresAt: number;
}

/**
 * The identity pool, which gives AWS credentials for ID tokens. They are kept in this process alone, by
 * the token that they were got for: a session that is over presents none, and a refreshed one asks anew.
 */
@Injectable()
export class IdentityPool implements OnApplicationShutdown {
  private loaded: Promise<{ sdk: Sdk; client: Client }> | undefined;
  private readonly kept = new LRUCache<string, Promise<OwnCredentials>>({
    max: MAX_KEPT,
    ttl: KEPT_MS,
  });

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * The credentials of whom this token is for.
   *
   * @throws RequestFailed `forbidden` where the pool has none for them, `files_unavailable`
   */
  async credentialsFor(idToken: string): Promise<OwnCredentials> {
    const asked = this.kept.get(idToken) ?? this.renew(idToken);
    const credentials = await asked;
    const isGood = credentials.expiresAt - Date.now() > MIN_LEFT_MS;
    return isGood ? credentials : this.renew(idToken);
  }

  /** Nobody uses them any more, or somebody doesn't take them. */
  forget(idToken: string): void {
    this.kept.delete(idToken);
  }

  async onApplicationShutdown(): Promise<void> {
    this.kept.clear();
    const loaded = await this.loaded?.catch(() => undefined);
    loaded?.client.destroy(); // its connections are kept open
  }

  /** Whoever asks meanwhile waits for the same. */
  private renew(idToken: string): Promise<OwnCredentials> {
    const asked = this.ask(idToken);
    this.kept.set(idToken, asked);
    asked.catch(() => this.forget(idToken));
    return asked;
  }

  private async ask(idToken: string): Promise<OwnCredentials> {
    const { files } = this.config;
    if (!files) throw new RequestFailed('not_found');
    const Logins = { [files.loginProvider]: idToken };
    try {
      const { sdk, client } = await this.load();
      const within = () => ({ abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
      const { IdentityId } = await client.send(
        new sdk.GetIdCommand({ IdentityPoolId: files.identityPoolId, Logins }),
        within(),
      );
      const { Credentials } = await client.send(
        new sdk.GetCredentialsForIdentityCommand({ IdentityId, Logins }),
        within(),
      );
      return readCredentials(IdentityId, Credentials);
    } catch (error) {
      throw failureOf(error, idToken);
    }
  }

  /** The SDK is large, and most processes never need it: it is loaded by the first who does. */
  private load(): Promise<{ sdk: Sdk; client: Client }> {
    const loading = (this.loaded ??= this.connect());
    loading.catch(() => (this.loaded = undefined));
    return loading;
  }

  private async connect(): Promise<{ sdk: Sdk; client: Client }> {
    const { region, endpoints } = this.config.files ?? {};
    const sdk = await import('@aws-sdk/client-cognito-identity');
    const endpoint = endpoints?.identityPool;
    const client = new sdk.CognitoIdentityClient({
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint }),
    });
    return { sdk, client };
  }
}

type Given = NonNullable<
  import('@aws-sdk/client-cognito-identity').GetCredentialsForIdentityResponse['Credentials']
>;

/** The identity becomes a part of keys: nothing but an identity may stand there. */
function readCredentials(identityId: string | undefined, given: Given = {}): OwnCredentials {
  const { AccessKeyId, SecretKey, SessionToken, Expiration } = given;
  if (
    typeof identityId !== 'string' ||
    !IDENTITY_ID.test(identityId) ||
    !AccessKeyId ||
    !SecretKey ||
    !SessionToken ||
    !Expiration
  ) {
    throw new Error('no credentials in the answer of the identity pool');
  }
  return {
    identityId,
    accessKeyId: AccessKeyId,
    secretAccessKey: new Secret(SecretKey),
    sessionToken: new Secret(SessionToken),
    expiresAt: Expiration.getTime(),
  };
}

/** The texts of the SDK's errors may repeat tokens: only the name of what happened goes into the log. */
function failureOf(error: unknown, idToken: string): RequestFailed {
  if (error instanceof RequestFailed) return error;
  const name = error instanceof Error ? error.name : 'unknown';
  const cause = new Error(`identity pool: ${name}`);
  // No role for their groups, disabled, or signed out everywhere: the pool looks at the user pool too.
  if (name === 'NotAuthorizedException' && !isAboutToEnd(idToken)) {
    return new RequestFailed('forbidden', { cause });
  }
  return new RequestFailed('files_unavailable', { cause, retryAfter: 2 });
}

function isAboutToEnd(idToken: string): boolean {
  const { exp } = unverifiedClaims(idToken);
  return typeof exp !== 'number' || exp * 1000 - Date.now() < ON_ITS_WAY_MS;
}
