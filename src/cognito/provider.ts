import { Inject, Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { CONFIG, type Config } from '../config/config.js';
import { CLOCK_TOLERANCE_SECONDS, epochSeconds } from './clock.js';
import { LoginRefused } from './login-refused.js';
import { retryAfterOf } from './provider-error.js';
import { ProviderConnection } from './provider-connection.js';
import { refuse } from './refusals.js';

/** How old oauth4webapi wants its key set to be before an unknown `kid` may refetch it. */
const JWKS_COOLDOWN_SECONDS = 60;

type KeySet = NonNullable<ReturnType<typeof oidc.getJwksCache>>;
const keySetSchema = z.object({ keys: z.array(z.record(z.string(), z.json())) });

/** What is known of Cognito: where its endpoints are, which keys it signs with, and how it was heard last. */
@Injectable()
export class Provider {
  private discovered: Promise<oidc.ServerMetadata> | undefined;
  private keySet: KeySet | undefined;
  /** Everything that is asked of Cognito goes this way. */
  readonly connection = new ProviderConnection();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

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

  /** Keeps the keys that a call had to fetch. */
  learnKeys(configuration: oidc.Configuration): void {
    this.keySet = oidc.getJwksCache(configuration) ?? this.keySet;
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
  async configuration(): Promise<oidc.Configuration> {
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
  async verifyingConfiguration(): Promise<oidc.Configuration> {
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
