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
/** Keys that are older are fetched anew, so that one which Cognito withdraws is believed no longer. */
const JWKS_FRESH_SECONDS = 300;

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
    const { issuer } = this.config.cognito;
    const { ok } = await this.connection.fetch(`${issuer}/.well-known/openid-configuration`);
    if (!ok) this.connection.note('down'); // what answers there isn't this pool
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

  /** Keeps the keys that the call before had to fetch for an unknown `kid`. */
  learnKeys(configuration: oidc.Configuration): void {
    const keySet = oidc.getJwksCache(configuration);
    if (keySet && ageOf(keySet) < JWKS_COOLDOWN_SECONDS) this.keySet = keySet;
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
    const metadata = configuration.serverMetadata();
    // What is kept for good must be of use: openid-client looks at `issuer` alone.
    if (!endpointsSchema(allowHttp).safeParse(metadata).success) {
      throw new LoginRefused('metadata_invalid');
    }
    return metadata;
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
   * so that Cognito may rotate at any moment, and no older; no stranger can make us refetch by it, for
   * a token endpoint's answer comes over TLS.
   */
  async verifyingConfiguration(): Promise<oidc.Configuration> {
    const configuration = await this.configuration();
    const uri = configuration.serverMetadata().jwks_uri;
    configuration[oidc.customFetch] = (url, options) =>
      url === uri ? this.askForKeys() : this.connection.fetch(url, options);
    oidc.enableNonRepudiationChecks(configuration);
    const { jwks } = await this.freshKeySet();
    oidc.setJwksCache(configuration, { jwks, uat: epochSeconds() - JWKS_COOLDOWN_SECONDS });
    return configuration;
  }

  /** While none can be had, those that are known go on serving, and are asked for once a minute. */
  private async freshKeySet(): Promise<KeySet> {
    const known = this.keySet;
    if (known && ageOf(known) < JWKS_FRESH_SECONDS) return known;
    try {
      this.keySet = await this.fetchKeySet();
    } catch (error) {
      if (!known) throw error;
      const uat = epochSeconds() - JWKS_FRESH_SECONDS + JWKS_COOLDOWN_SECONDS;
      this.keySet = { ...known, uat };
    }
    return this.keySet;
  }

  private async fetchKeySet(): Promise<KeySet> {
    try {
      const response = await this.askForKeys();
      if (!response.ok) throw new Error(`answered ${response.status}`, { cause: response });
      return { jwks: keySetSchema.parse(await response.json()), uat: epochSeconds() };
    } catch (cause) {
      if (cause instanceof LoginRefused) throw cause;
      throw new LoginRefused('provider_unavailable', { cause, retryAfter: retryAfterOf(cause) });
    }
  }

  /** The keys may move: each time that they are asked for, discovery is too, and they are where it says. */
  private async askForKeys(): Promise<Response> {
    const known = await this.jwksUri();
    const [answer] = await Promise.allSettled([this.connection.fetch(known), this.discoverAnew()]);
    const now = await this.jwksUri();
    if (now !== known) return this.connection.fetch(now);
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  }

  /** Where that fails, what is known goes on being used. */
  private async discoverAnew(): Promise<void> {
    const metadata = await this.discover();
    this.discovered = Promise.resolve(metadata);
  }
}

/** Where a login and a refresh go: not one of these can be done without, or read on its way. */
function endpointsSchema(allowHttp: boolean) {
  const endpoint = z.url({ protocol: allowHttp ? /^https?$/ : /^https$/ });
  return z.object({
    authorization_endpoint: endpoint,
    token_endpoint: endpoint,
    jwks_uri: endpoint,
    revocation_endpoint: endpoint.optional(),
  });
}

const ageOf = ({ uat }: KeySet) => epochSeconds() - uat;
