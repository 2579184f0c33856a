import { Inject, Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { CONFIG, type Config } from '../config/config.js';
import { readSignIn } from './claims.js';
import { LoginRefused } from './login-refused.js';
import { reasonOf } from './provider-error.js';
import type { RefreshAnswer, SignIn } from './token-set.js';

const TIMEOUT_SECONDS = 10;
const RETRY_AFTER = 5; // seconds
const CLOCK_TOLERANCE_SECONDS = 10;
/** How old oauth4webapi wants its key set to be before an unknown `kid` may refetch it. */
const JWKS_COOLDOWN_SECONDS = 60;

type KeySet = NonNullable<ReturnType<typeof oidc.getJwksCache>>;
const keySetSchema = z.object({ keys: z.array(z.record(z.string(), z.json())) });

const now = () => Math.floor(Date.now() / 1000); // seconds since the epoch

/** What binds an authorization code to the browser that asked for it. */
export interface Transaction {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Cognito's OAuth 2.0 and OpenID Connect endpoints, as this relying party uses them. */
@Injectable()
export class CognitoClient {
  private discovered: Promise<oidc.ServerMetadata> | undefined;
  private keySet: KeySet | undefined;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Where the browser signs in, or up. The two take the same parameters. */
  async authorizationUrl(screen: 'login' | 'signup', transaction: Transaction): Promise<URL> {
    const { state, nonce, codeVerifier } = transaction;
    const configuration = await this.configuration().catch(refuse);
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.redirectUri,
      scope: this.config.cognito.scopes.join(' '),
      state,
      nonce,
      // RFC 9700 §2.1.1: PKCE for confidential clients too
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    return screen === 'login' ? url : new URL(`${this.config.cognito.domain}/signup${url.search}`);
  }

  /**
   * Redeems the authorization code in `callbackUrl` and verifies the ID token: signature, `iss`,
   * `aud`, `exp`, `iat`, `nonce` (OIDC Core §3.1.3.7) and Cognito's `token_use`.
   *
   * @throws LoginRefused
   */
  async redeem(callbackUrl: URL, { state, nonce, codeVerifier }: Transaction): Promise<SignIn> {
    const codes = callbackUrl.searchParams.getAll('code').filter(Boolean);
    if (codes.length !== 1 && !callbackUrl.searchParams.has('error')) {
      throw new LoginRefused('code_missing');
    }
    try {
      const configuration = await this.verifyingConfiguration();
      const answer = await oidc.authorizationCodeGrant(configuration, callbackUrl, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      this.keySet = oidc.getJwksCache(configuration) ?? this.keySet;
      return readSignIn(answer);
    } catch (error) {
      return refuse(error);
    }
  }

  /** One refresh-token grant. A refresh token that isn't rotated stays as it is. */
  async refresh(refreshToken: string, sub: string): Promise<RefreshAnswer> {
    try {
      const configuration = await this.verifyingConfiguration();
      const answer = await oidc.refreshTokenGrant(configuration, refreshToken);
      this.keySet = oidc.getJwksCache(configuration) ?? this.keySet;
      const { user, tokens } = readSignIn(answer);
      // OIDC Core §12.2: the same subject, or it isn't an answer to this refresh token
      if (user.sub !== sub) return { kind: 'rejected', reason: 'sub_mismatch' };
      return {
        kind: 'fresh',
        user,
        tokens: { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken },
      };
    } catch (error) {
      const reason = error instanceof LoginRefused ? error.reason : reasonOf(error);
      if (reason === 'provider_unavailable' || reason === 'client_rejected') {
        return { kind: 'unavailable', reason, retryAfter: RETRY_AFTER };
      }
      return { kind: 'rejected', reason };
    }
  }

  /** Ends a refresh token and what was issued from it (RFC 7009). */
  async revoke(refreshToken: string): Promise<void> {
    await oidc.tokenRevocation(await this.configuration(), refreshToken, {
      token_type_hint: 'refresh_token',
    });
  }

  /** Where the browser ends Cognito's own session, without which the next sign-in asks nothing. */
  logoutUrl(): string {
    const { domain, clientId } = this.config.cognito;
    const query = new URLSearchParams({
      client_id: clientId,
      logout_uri: `${this.config.publicUrl}/`,
    });
    return `${domain}/logout?${query}`;
  }

  /** Where Cognito publishes its signing keys. */
  async jwksUri(): Promise<string> {
    const { jwks_uri: uri } = await this.metadata().catch(refuse);
    if (!uri) throw new LoginRefused('metadata_invalid');
    return uri;
  }

  /** The signing keys as of the last login or refresh here; none before the first. */
  knownKeys(): { kid: string; alg: string }[] {
    const keys = this.keySet?.jwks.keys ?? [];
    return keys.flatMap((key) => {
      const { kid, alg = 'RS256' } = key;
      return kid ? [{ ...key, kid, alg }] : [];
    });
  }

  private get redirectUri(): string {
    return `${this.config.publicUrl}/auth/callback`;
  }

  /** Discovery happens when first needed and is tried again until it succeeds: start-up needs no Cognito. */
  private metadata(): Promise<oidc.ServerMetadata> {
    this.discovered ??= this.discover().catch((error: unknown) => {
      this.discovered = undefined;
      throw error;
    });
    return this.discovered;
  }

  private async discover(): Promise<oidc.ServerMetadata> {
    const { issuer, allowHttp, clientId } = this.config.cognito;
    const configuration = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), {
      timeout: TIMEOUT_SECONDS,
      execute: allowHttp ? [oidc.allowInsecureRequests] : [],
    });
    return configuration.serverMetadata();
  }

  /** What one call to openid-client needs. It is made anew for each: see `verifyingConfiguration`. */
  private async configuration(): Promise<oidc.Configuration> {
    const { allowHttp, clientId, clientSecret } = this.config.cognito;
    const configuration = new oidc.Configuration(
      await this.metadata(),
      clientId,
      { [oidc.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
      oidc.ClientSecretBasic(clientSecret.reveal()),
    );
    configuration.timeout = TIMEOUT_SECONDS;
    if (allowHttp) oidc.allowInsecureRequests(configuration);
    return configuration;
  }

  /**
   * One that verifies the ID token's signature: the code flow trusts TLS and skips it unless asked.
   *
   * The keys are there before the grant, which spends its code or refresh token whether we can judge
   * the answer or not. And they are handed in old enough that an unknown `kid` refetches them at once,
   * so that Cognito may rotate at any moment; no stranger can make us refetch by it, for a token
   * endpoint's answer comes over TLS.
   */
  private async verifyingConfiguration(): Promise<oidc.Configuration> {
    const configuration = await this.configuration();
    oidc.enableNonRepudiationChecks(configuration);
    this.keySet ??= await this.fetchKeySet();
    const past = now() - JWKS_COOLDOWN_SECONDS;
    oidc.setJwksCache(configuration, { ...this.keySet, uat: Math.min(this.keySet.uat, past) });
    return configuration;
  }

  private async fetchKeySet(): Promise<KeySet> {
    const uri = await this.jwksUri();
    try {
      const response = await fetch(uri, { signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000) });
      return { jwks: keySetSchema.parse(await response.json()), uat: now() };
    } catch (cause) {
      throw new LoginRefused('provider_unavailable', { cause, retryAfter: RETRY_AFTER });
    }
  }
}

function refuse(error: unknown): never {
  if (error instanceof LoginRefused) throw error;
  const reason = reasonOf(error);
  const retryAfter = reason === 'provider_unavailable' ? RETRY_AFTER : undefined;
  throw new LoginRefused(reason, { cause: error, ...(retryAfter && { retryAfter }) });
}
