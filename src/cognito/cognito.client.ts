import { Inject, Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { CONFIG, type Config } from '../config/config.js';
import { OWN_ACCOUNT_SCOPE } from './access-tokens.js';
import { readRefresh, readSignIn } from './claims.js';
import { LoginRefused, type LoginRefusal } from './login-refused.js';
import { overhearRefreshToken } from './overheard-token.js';
import { Provider } from './provider.js';
import { concernsAll, reasonOf, retryAfterOf } from './provider-error.js';
import { authorizationRefused, refuse } from './refusals.js';
import type { RefreshAnswer, SignIn, TokenSet } from './token-set.js';

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

/** What a sign-in is for: a session, or a change of the account, for which alone a token may change it. */
type Purpose = 'session' | 'account';

/** Cognito's OAuth 2.0 and OpenID Connect endpoints, as this relying party uses them. */
@Injectable()
export class CognitoClient {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly provider: Provider,
  ) {}

  /** Where the browser signs in, or up. The two take the same parameters. */
  async authorizationUrl(
    screen: 'login' | 'signup',
    { state, nonce, codeVerifier }: Transaction,
    parameters: LoginParameters,
    purpose: Purpose = 'session',
  ): Promise<URL> {
    const configuration = await this.provider.configuration().catch(refuse);
    const url = oidc.buildAuthorizationUrl(configuration, {
      ...defined(parameters),
      ...this.resource,
      redirect_uri: this.redirectUri,
      scope: this.scopesFor(purpose).join(' '),
      state,
      nonce,
      // RFC 9700 §2.1.1: PKCE for confidential clients too
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    return screen === 'login' ? url : new URL(`${this.config.cognito.domain}/signup${url.search}`);
  }

  /**
   * Redeems the authorization code in the callback's `query` and verifies the ID token: signature, `iss`,
   * `aud`, `exp`, `iat`, `nonce` (OIDC Core §3.1.3.7) and Cognito's `token_use`.
   *
   * @throws LoginRefused
   */
  async redeem(query: string, { state, nonce, codeVerifier }: Transaction): Promise<SignIn> {
    const { searchParams: answer } = new URL(query, this.redirectUri);
    const error = answer.get('error');
    if (error !== null) {
      throw authorizationRefused(error, answer.get('error_description'), 'ours');
    }
    const [code, ...more] = answer.getAll('code').filter(Boolean);
    if (code === undefined || more.length > 0) throw new LoginRefused('code_missing');
    // RFC 9207 §2.4: a code of another provider is not for this one to see
    const isOurs = (issuer: string) => issuer === this.config.cognito.issuer;
    if (!answer.getAll('iss').every(isOurs)) throw new LoginRefused('issuer_mismatch');
    // RFC 6749 §4.1.2: what else is in it is passed over
    const callbackUrl = new URL(`${this.redirectUri}?${new URLSearchParams({ code, state })}`);
    try {
      const configuration = await this.provider.verifyingConfiguration();
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
      this.provider.learnKeys(configuration);
      return readSignIn(tokens, this.config);
    } catch (cause) {
      return refuse(cause);
    }
  }

  /** One refresh-token grant for the session of `sub`. A refresh token that isn't rotated stays as it is. */
  async refresh(
    previous: TokenSet & { refreshToken: string },
    sub: string,
  ): Promise<RefreshAnswer> {
    let rotated: (() => string | undefined) | undefined;
    try {
      const configuration = await this.provider.verifyingConfiguration();
      rotated = overhearRefreshToken(configuration, this.provider.connection);
      const { refreshToken } = previous;
      const answer = await oidc.refreshTokenGrant(configuration, refreshToken, this.resource);
      this.provider.learnKeys(configuration);
      const tokens = readRefresh(answer, this.config, { previous, sub });
      return { kind: 'fresh', tokens };
    } catch (error) {
      const reason = error instanceof LoginRefused ? error.reason : reasonOf(error);
      if (FINAL.has(reason)) return { kind: 'rejected', reason };
      return {
        kind: 'unavailable',
        reason,
        retryAfter: retryAfterOf(error),
        forAll: concernsAll(reason, error),
        rotated: rotated?.(),
      };
    }
  }

  /** Ends a refresh token and what was issued from it (RFC 7009). */
  async revoke(refreshToken: string): Promise<void> {
    await oidc.tokenRevocation(await this.provider.configuration(), refreshToken, {
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

  private scopesFor(purpose: Purpose): readonly string[] {
    const { scopes } = this.config.cognito;
    return purpose === 'session' ? scopes : [...new Set([...scopes, OWN_ACCOUNT_SCOPE])];
  }

  private get redirectUri(): string {
    return `${this.config.publicUrl}/auth/callback`;
  }

  /** RFC 8707: which API the access token is for. */
  private get resource(): { resource?: string } {
    const { resource } = this.config.cognito;
    return resource === undefined ? {} : { resource };
  }
}

/** Those parameters that are there. */
const defined = (parameters: LoginParameters): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
