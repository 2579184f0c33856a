import { Inject, Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { CONFIG, type Config } from '../config/config.js';
import { readRefresh, readSignIn } from './claims.js';
import { CLOCK_TOLERANCE_SECONDS, epochSeconds } from './clock.js';
import { LoginRefused, type LoginRefusal } from './login-refused.js';
import {
  reasonOf,
  reasonOfAuthorizationError,
  retryAfterOf,
  wordsIn,
  wordsOf,
} from './provider-error.js';
import { ProviderConnection } from './provider-fetch.js';
import type { RefreshAnswer, SignIn, TokenSet } from './token-set.js';

/** How old oauth4webapi wants its key set to be before an unknown `kid` may refetch it. */
const JWKS_COOLDOWN_SECONDS = 60;

type KeySet = NonNullable<ReturnType<typeof oidc.getJwksCache>>;
const keySetSchema = z.object({ keys: z.array(z.record(z.string(), z.json())) });

/** What says that a session is over for good; anything else may pass. */
const FINAL: ReadonlySet<LoginRefusal> = new Set([
  'code_rejected', // invalid_grant
  'issuer_mismatch',
  'audience_mismatch',
  'sub_mismatch',
  'signature_invalid',
]);

/** What binds an authorization code to the browser that asked for it. */
export interface Transaction {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** What a link to the login may ask of Cognito's pages; all of it is passed on as it is. */
export interface LoginParameters {
  readonly identity_provider?: string | undefined;
  readonly login_hint?: string | undefined;
  readonly lang?: string | undefined;
  readonly prompt?: 'login' | 'select_account' | undefined;
}

/** Cognito's OAuth 2.0 and OpenID Connect endpoints, as this relying party uses them. */
@Injectable()
export class CognitoClient {
  private discovered: Promise<oidc.ServerMetadata> | undefined;
  private keySet: KeySet | undefined;
  /** Everything that is asked of Cognito goes this way. */
  readonly connection = new ProviderConnection();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Where the browser signs in, or up. The two take the same parameters. */
  async authorizationUrl(
    screen: 'login' | 'signup',
    { state, nonce, codeVerifier }: Transaction,
    parameters: LoginParameters,
  ): Promise<URL> {
    const configuration = await this.configuration().catch(refuse);
    const url = oidc.buildAuthorizationUrl(configuration, {
      ...defined(parameters),
      ...this.resource,
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
    const { searchParams: answer } = callbackUrl;
    const error = answer.get('error');
    if (error !== null) {
      throw this.authorizationError(error, answer.get('error_description'), 'ours');
    }
    if (answer.getAll('code').filter(Boolean).length !== 1) throw new LoginRefused('code_missing');
    try {
      const configuration = await this.verifyingConfiguration();
      const tokens = await oidc.authorizationCodeGrant(
        configuration,
        callbackUrl,
        {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        },
        this.resource,
      );
      this.keySet = oidc.getJwksCache(configuration) ?? this.keySet;
      return readSignIn(tokens, this.config.cognito.clientId);
    } catch (cause) {
      return refuse(cause);
    }
  }

  /**
   * Why Cognito sent the browser back without a code. Where that belongs to an attempt of ours, its own
   * words may be shown: otherwise they may be those of whoever made the link.
   */
  authorizationError(
    error: string,
    description: unknown,
    whose: 'ours' | 'anybody’s',
  ): LoginRefused {
    const reason = reasonOfAuthorizationError(error);
    const words = wordsOf(error, description);
    return new LoginRefused(reason, {
      words,
      ...(whose === 'ours' && { quote: words.errorDescription }),
      ...(isTemporary(reason) && { retryAfter: retryAfterOf(undefined) }),
    });
  }

  /** One refresh-token grant for the session of `sub`. A refresh token that isn't rotated stays as it is. */
  async refresh(
    previous: TokenSet & { refreshToken: string },
    sub: string,
  ): Promise<RefreshAnswer> {
    let rotated = heardNothing;
    try {
      const configuration = await this.verifyingConfiguration();
      rotated = overhearRefreshToken(configuration, this.connection);
      const { refreshToken } = previous;
      const answer = await oidc.refreshTokenGrant(configuration, refreshToken, this.resource);
      this.keySet = oidc.getJwksCache(configuration) ?? this.keySet;
      const tokens = readRefresh(answer, this.config.cognito.clientId, { previous, sub });
      return { kind: 'fresh', tokens };
    } catch (error) {
      const reason = error instanceof LoginRefused ? error.reason : reasonOf(error);
      if (FINAL.has(reason)) return { kind: 'rejected', reason };
      return {
        kind: 'unavailable',
        reason,
        retryAfter: retryAfterOf(error),
        rotated: rotated(),
      };
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

  /** Asks Cognito for something that it always has; `connection` then knows how that went. */
  async probe(): Promise<void> {
    await this.connection.fetch(`${this.config.cognito.issuer}/.well-known/openid-configuration`);
  }

  /** Where Cognito publishes its signing keys. */
  async jwksUri(): Promise<string> {
    const { jwks_uri: uri } = await this.metadata().catch(refuse);
    if (!uri) throw new LoginRefused('metadata_invalid');
    return uri;
  }

  /** The signing keys, asked for anew. @throws LoginRefused `provider_unavailable` */
  async fetchKeys(): Promise<{ keys: unknown[] }> {
    return (await this.fetchKeySet()).jwks;
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

  /** RFC 8707: which API the access token is for. */
  private get resource(): { resource?: string } {
    const { resource } = this.config.cognito;
    return resource === undefined ? {} : { resource };
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
      [oidc.customFetch]: this.connection.fetch,
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
    configuration[oidc.customFetch] = this.connection.fetch;
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
    const past = epochSeconds() - JWKS_COOLDOWN_SECONDS;
    oidc.setJwksCache(configuration, { ...this.keySet, uat: Math.min(this.keySet.uat, past) });
    return configuration;
  }

  private async fetchKeySet(): Promise<KeySet> {
    const uri = await this.jwksUri();
    try {
      const response = await this.connection.fetch(uri);
      return { jwks: keySetSchema.parse(await response.json()), uat: epochSeconds() };
    } catch (cause) {
      throw new LoginRefused('provider_unavailable', { cause, retryAfter: retryAfterOf(cause) });
    }
  }
}

const isTemporary = (reason: LoginRefusal) => reason === 'provider_unavailable';

function refuse(error: unknown): never {
  if (error instanceof LoginRefused) throw error;
  const reason = reasonOf(error);
  throw new LoginRefused(reason, {
    cause: error,
    words: wordsIn(error),
    ...(isTemporary(reason) && { retryAfter: retryAfterOf(error) }),
  });
}

const heardNothing = (): string | undefined => undefined;

/**
 * Hears the refresh token in the answer to come. openid-client keeps all of an answer to itself where it
 * can't judge a part of it, an ID token whose key isn't published yet, say; but with rotation the refresh
 * token before is dead from then on, and the session with it.
 */
function overhearRefreshToken(
  configuration: oidc.Configuration,
  connection: ProviderConnection,
): () => string | undefined {
  let heard: string | undefined;
  configuration[oidc.customFetch] = async (url, options) => {
    const response = await connection.fetch(url, options);
    if (options.method !== 'POST' || !response.ok) return response;
    const body: unknown = await response
      .clone()
      .json()
      .catch(() => undefined); // openid-client says so too
    heard = z.object({ refresh_token: z.string().min(1) }).safeParse(body).data?.refresh_token;
    return response;
  };
  return () => heard;
}

/** Those parameters that are there. */
const defined = (parameters: LoginParameters): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
