import { z } from 'zod';
import { secretArn, text } from './fields.js';

const name = text(
  /^(?!(?:COGNITO|Google|SignInWithApple|Facebook|LoginWithAmazon)$)[\w.-]{1,32}$/u,
  'must be 1 to 32 letters, digits, dots, hyphens, and none of Cognito’s own names',
);

const httpsUrl = z.url({ protocol: /^https$/u, error: 'must be https://…' });

/** Which of its attributes, or claims, becomes which of the pool's; `email` unless told otherwise. */
const attributes = z.record(
  text(/^(?:custom:)?\w{1,32}$/u, 'must be an attribute of the pool'),
  z.string().min(1),
);
const scopes = z.array(z.string().regex(/^\S+$/u)).min(1);

const google = z.strictObject({
  type: z.literal('google'),
  clientId: z.string().min(1),
  clientSecretArn: secretArn,
  scopes: scopes.optional(),
  attributes: attributes.optional(),
});

const apple = z.strictObject({
  type: z.literal('apple'),
  servicesId: z.string().min(1),
  teamId: text(/^[A-Z\d]{10}$/u, 'must be Apple’s team id: ten letters and digits'),
  keyId: text(/^[A-Z\d]{10}$/u, 'must be the id of the key: ten letters and digits'),
  privateKeyArn: secretArn,
  scopes: scopes.optional(),
  attributes: attributes.optional(),
});

const saml = z.strictObject({
  type: z.literal('saml'),
  name,
  metadataUrl: httpsUrl,
  /** Sign-out goes on to the provider. */
  signOut: z.boolean().optional(),
  attributes: attributes.optional(),
});

const oidc = z.strictObject({
  type: z.literal('oidc'),
  name,
  issuer: httpsUrl,
  clientId: z.string().min(1),
  clientSecretArn: secretArn,
  scopes: scopes.optional(),
  attributes: attributes.optional(),
});

/** Somebody else who says who people are. Secrets are named, never given. */
const identityProvider = z.discriminatedUnion('type', [google, apple, saml, oidc], {
  error: 'must have a type: google, apple, saml or oidc',
});

export type IdentityProvider = z.output<typeof identityProvider>;

/** What Cognito calls it; `identity_provider` of a login link, and the app client's list. */
export function providerName(provider: IdentityProvider): string {
  switch (provider.type) {
    case 'google':
      return 'Google';
    case 'apple':
      return 'SignInWithApple';
    case 'saml':
    case 'oidc':
      return provider.name;
  }
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value; // no schema accepts it
  }
}

/** In a file a list; in the context its JSON. */
export const identityProviders = z.preprocess(
  (value) => (typeof value === 'string' ? parseJson(value) : value),
  z
    .array(identityProvider, { error: 'must be a list of providers' })
    .refine((all) => new Set(all.map(providerName)).size === all.length, {
      error: 'must have different names',
    }),
);
