import type { Config } from '../config/config.js';
import { RequestFailed } from '../http/failures/failure.js';
import { RETRY_AFTER } from './provider-error.js';

type Sdk = typeof import('@aws-sdk/client-cognito-identity-provider');
type Client = InstanceType<Sdk['CognitoIdentityProviderClient']>;

/** The SDK, and its client for the user pool of the configuration. */
export interface LoadedSdk {
  readonly sdk: Sdk;
  readonly client: Client;
}

/** An API that is there, and refused. */
interface Refusal extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
}

const TIMEOUT_MS = 10_000;
/** A stand-in by plain http has no use for anybody's real keys, and takes any. */
const NO_KEYS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The way to Cognito's user-pool API by the AWS SDK, which is large: it is loaded by the first who needs it. */
export class UserPoolConnection {
  private loaded: Promise<LoadedSdk> | undefined;

  constructor(private readonly config: Config) {}

  /** @throws RequestFailed `provider_unavailable` where nothing says which region the pool is in */
  load(): Promise<LoadedSdk> {
    const loading = (this.loaded ??= this.connect());
    loading.catch(() => (this.loaded = undefined));
    return loading;
  }

  /** Its connections are kept open until then. */
  async close(): Promise<void> {
    const loaded = await this.loaded?.catch(() => undefined);
    loaded?.client.destroy();
  }

  private async connect(): Promise<LoadedSdk> {
    const { endpoint, region } = this.config.cognito.userPool;
    if (endpoint === undefined && region === undefined) {
      throw unavailable(new Error('COGNITO_ISSUER names no region: set AWS_REGION'));
    }
    const sdk = await import('@aws-sdk/client-cognito-identity-provider');
    const client = new sdk.CognitoIdentityProviderClient({
      region: region ?? 'local', // only a part of the address that the endpoint stands for
      ...(endpoint !== undefined && { endpoint }),
      ...(endpoint?.startsWith('http:') && { credentials: NO_KEYS }),
      // A change whose answer was lost may have happened: the person hears of it, and nobody does it twice.
      maxAttempts: 1,
    });
    return { sdk, client };
  }
}

/** The options of a call that ends. */
export const within = () => ({ abortSignal: AbortSignal.timeout(TIMEOUT_MS) });

/** Whether Cognito itself refused, by a name; by its types alone, since the SDK isn't there until it is loaded. */
export const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && '$metadata' in error && '$fault' in error && error.$fault === 'client';

/** Cognito's own texts may repeat what was typed: only the name of what happened goes into the log. */
export function unavailable(error: unknown): RequestFailed {
  if (error instanceof RequestFailed) return error;
  const known = error instanceof Error ? error : new Error('unknown');
  const cause = isRefusal(known) || known.name !== 'Error' ? new Error(known.name) : known;
  return new RequestFailed('provider_unavailable', { cause, retryAfter: RETRY_AFTER });
}
