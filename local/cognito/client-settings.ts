import { randomBytes } from 'node:crypto';
import { z } from 'zod';

const UNITS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;
const unit = z.enum(['seconds', 'minutes', 'hours', 'days']).optional();

/** Lower-case letters and digits, as Cognito makes ids and secrets of. */
const random = (length: number): string =>
  [...randomBytes(length)].map((byte) => (byte % 36).toString(36)).join('');

/** Absolute, without a fragment; plain http for this machine alone (AWS: CreateUserPoolClient). */
const url = z
  .string()
  .max(1024)
  .refine(
    (text) => {
      if (!URL.canParse(text) || text.includes('#')) return false;
      const { protocol, hostname } = new URL(text);
      return protocol !== 'http:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
    },
    {
      error: 'must be an absolute URL without fragment: https, http on localhost, or an own scheme',
    },
  );

/** What can be said about an app client: the fields of CreateUserPoolClient, under AWS's names. */
export const clientFields = {
  ClientName: z
    .string()
    .regex(/^[\w\s+=,.@-]{1,128}$/u)
    .default('local'),
  CallbackURLs: z.array(url).max(100).default([]),
  DefaultRedirectURI: url.optional(),
  LogoutURLs: z.array(url).max(100).default([]),
  AllowedOAuthFlowsUserPoolClient: z.boolean().default(false),
  AllowedOAuthFlows: z.array(z.enum(['code', 'implicit', 'client_credentials'])).default([]),
  AllowedOAuthScopes: z.array(z.string().min(1).max(256)).max(50).default([]),
  ExplicitAuthFlows: z
    .array(z.string().regex(/^(?:ALLOW_)?[A-Z_]{1,40}$/u))
    .default(['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH']),
  SupportedIdentityProviders: z.array(z.string().min(1).max(32)).default(['COGNITO']),
  ReadAttributes: z.array(z.string().max(2048)).optional(),
  WriteAttributes: z.array(z.string().max(2048)).optional(),
  PreventUserExistenceErrors: z.enum(['ENABLED', 'LEGACY']).default('ENABLED'),
  EnableTokenRevocation: z.boolean().default(true),
  RefreshTokenRotation: z
    .object({
      Feature: z.enum(['ENABLED', 'DISABLED']),
      RetryGracePeriodSeconds: z.number().int().min(0).max(60).default(0),
    })
    .default({ Feature: 'DISABLED', RetryGracePeriodSeconds: 0 }),
  AuthSessionValidity: z.number().int().min(3).max(15).default(3),
  AccessTokenValidity: z.number().int().min(1).max(86_400).default(1),
  IdTokenValidity: z.number().int().min(1).max(86_400).default(1),
  RefreshTokenValidity: z.number().int().min(0).max(315_360_000).default(30),
  TokenValidityUnits: z
    .object({ AccessToken: unit, IdToken: unit, RefreshToken: unit })
    .default({}),
};

export const clientSchema = z.object({
  ClientId: z
    .string()
    .regex(/^[\w+]{1,128}$/u)
    .default(() => random(26)),
  /** Without one it is a public client, as for a script in a page. */
  ClientSecret: z
    .string()
    .regex(/^[\w+=/-]{1,64}$/u)
    .optional(),
  ...clientFields,
});

export type Client = z.infer<typeof clientSchema>;

export const newSecret = (): string => random(51);

/** How long the tokens of a client are good, in seconds. */
export function lifetimesOf(client: Client) {
  const { AccessToken, IdToken, RefreshToken } = client.TokenValidityUnits;
  return {
    accessToken: client.AccessTokenValidity * UNITS[AccessToken ?? 'hours'],
    idToken: client.IdTokenValidity * UNITS[IdToken ?? 'hours'],
    // AWS: "0: the default, 30 days"
    refreshToken: (client.RefreshTokenValidity || 30) * UNITS[RefreshToken ?? 'days'],
  };
}

export const rotates = ({ RefreshTokenRotation }: Client): boolean =>
  RefreshTokenRotation.Feature === 'ENABLED';

/** Whether a client may send people to the hosted pages. */
export const usesHostedPages = (client: Client): boolean =>
  client.AllowedOAuthFlowsUserPoolClient && client.AllowedOAuthFlows.includes('code');
