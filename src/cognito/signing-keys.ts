import { Injectable } from '@nestjs/common';
import { passportJwtSecret } from 'jwks-rsa';
import { RequestFailed } from '../http/failure.js';
import { CognitoClient } from './cognito.client.js';

type KeyProvider = ReturnType<typeof passportJwtSecret>;

/**
 * Cognito's public keys for passport-jwt: kept for an hour, and fetched again for a `kid` that isn't
 * known, at most ten times a minute, so that made-up ones can't be used to flood Cognito.
 */
@Injectable()
export class SigningKeys {
  private provider: Promise<KeyProvider> | undefined;

  constructor(private readonly cognito: CognitoClient) {}

  /** Gives the PEM key of the token's `kid`, or none where Cognito has no such key. */
  readonly forToken: KeyProvider = (request, token, done) => {
    const giveUp = (cause: unknown) =>
      done(new RequestFailed('provider_unavailable', { cause, retryAfter: 5 }));
    this.keys().then(
      (keys) => keys(request, token, (error, key) => (error ? giveUp(error) : done(null, key))),
      giveUp,
    );
  };

  private keys(): Promise<KeyProvider> {
    this.provider ??= this.create().catch((error: unknown) => {
      this.provider = undefined;
      throw error;
    });
    return this.provider;
  }

  private async create(): Promise<KeyProvider> {
    return passportJwtSecret({
      jwksUri: await this.cognito.jwksUri(),
      // The keys that a login needed serve here too: Cognito may go down right after it.
      getKeysInterceptor: async () => this.cognito.knownKeys(),
      cache: true,
      cacheMaxAge: 3_600_000,
      rateLimit: true,
      jwksRequestsPerMinute: 10,
      timeout: 10_000,
      handleSigningKeyError: (error, done) =>
        error?.name === 'SigningKeyNotFoundError' ? done(null) : done(error),
    });
  }
}
