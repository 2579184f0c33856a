import * as oidc from 'openid-client';
import { z } from 'zod';
import type { ProviderConnection } from './provider-connection.js';

/**
 * Hears the refresh token in the answer to come. openid-client keeps all of an answer to itself where it
 * can't judge a part of it, an ID token whose key isn't published yet, say; but with rotation the refresh
 * token before is dead from then on, and the session with it.
 */
export function overhearRefreshToken(
  configuration: oidc.Configuration,
  connection: ProviderConnection,
): () => string | undefined {
  let heard: string | undefined;
  const ask = configuration[oidc.customFetch] ?? connection.fetch;
  configuration[oidc.customFetch] = async (url, options) => {
    const response = await ask(url, options);
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
