import { createPublicKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { passportJwtSecret } from 'jwks-rsa';
import { LRUCache } from 'lru-cache';
import { RequestFailed } from '../http/failures/failure.js';
import { LoginRefused } from './login-refused.js';
import { Provider } from './provider.js';
import { RETRY_AFTER } from './provider-error.js';

type KeyProvider = ReturnType<typeof passportJwtSecret>;

/** Cognito has two, and more only while it rotates them. */
const MAX_KEYS = 10;

/**
 * Cognito's public keys for access tokens: kept for an hour, and fetched again for a `kid` that isn't
 * known, at most ten times a minute, so that made-up ones can't be used to flood Cognito.
 */
@Injectable()
export class SigningKeys {
  private created: Promise<KeyProvider> | undefined;
  private readonly byPem = new LRUCache<string, KeyObject>({ max: MAX_KEYS });

  constructor(private readonly provider: Provider) {}

  /**
   * For passport-jwt. A key that isn't published yet says nothing against the token that it signed, so
   * this is as good as no answer, and nobody's session ends by it.
   */
  readonly forToken: KeyProvider = (_request, token, done) => {
    this.pemOf(token).then(
      (pem) => done(null, pem),
      (cause: unknown) =>
        done(new RequestFailed('provider_unavailable', { cause, retryAfter: RETRY_AFTER })),
    );
  };

  /**
   * The public key of the token's `kid`; an empty secret, which verifies nothing, where the token isn't a JWT.
   *
   * @throws LoginRefused `signing_key_unknown` where Cognito publishes no such key, `provider_unavailable`
   */
  async keyOf(token: string): Promise<KeyObject | ''> {
    const pem = await this.pemOf(token);
    return pem === '' ? pem : this.parsed(pem);
  }

  private async pemOf(token: string): Promise<string> {
    try {
      const keys = await this.keys();
      return await new Promise((resolve, reject) => {
        keys(undefined, token, (error: unknown, key) => {
          if (error) reject(error);
          else resolve(String(key ?? ''));
        });
      });
    } catch (cause) {
      if (cause instanceof LoginRefused) throw cause;
      throw new LoginRefused('provider_unavailable', { cause, retryAfter: RETRY_AFTER });
    }
  }

  /** jwks-rsa gives PEM, which Node would parse anew for each token. */
  private parsed(pem: string): KeyObject {
    const known = this.byPem.get(pem);
    if (known) return known;
    const key = createPublicKey(pem);
    this.byPem.set(pem, key);
    return key;
  }

  private keys(): Promise<KeyProvider> {
    this.created ??= this.create().catch((error: unknown) => {
      this.created = undefined;
      throw error;
    });
    return this.created;
  }

  private async create(): Promise<KeyProvider> {
    return passportJwtSecret({
      jwksUri: await this.provider.jwksUri(),
      fetcher: () => this.provider.fetchKeys(),
      // The keys that a login needed serve here too: Cognito may go down right after it.
      getKeysInterceptor: async () => this.provider.knownKeys(),
      cache: true,
      cacheMaxAge: 3_600_000,
      rateLimit: true,
      jwksRequestsPerMinute: 10,
      handleSigningKeyError: (error, done) =>
        error?.name === 'SigningKeyNotFoundError'
          ? done(new LoginRefused('signing_key_unknown', { cause: error }))
          : done(error),
    });
  }
}
