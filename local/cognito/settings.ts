import { people } from './people.js';
import { poolSchema, type PoolSettings } from './pool-settings.js';

/** How the product's own pool and its one app client are set up. All times are in seconds. */
export interface Settings {
  poolId: string;
  /** `ON`: everyone has to enrol an authenticator app. `OPTIONAL`: who has one is asked for it. */
  mfa: 'ON' | 'OPTIONAL' | 'OFF';
  /** Whether an e-mail address counts on until the new one is verified. */
  keepsEmailUntilVerified: boolean;
  client: {
    id: string;
    /** Empty: a public client, as for a script in a page. */
    secret: string;
    /** Compared whole: scheme, host, port and path. */
    callbackUrls: string[];
    logoutUrls: string[];
    /** What it may ask for: a resource server's own scopes are `IDENTIFIER/SCOPE`. */
    scopes: string[];
    /** The ways into the user-pool API, `ALLOW_…`. None allows `REFRESH_TOKEN_AUTH` with rotation. */
    authFlows: string[];
  };
  /** The groups of a new pool. */
  groups: { name: string; description?: string; precedence?: number; role?: string }[];
  /** A refresh token is replaced at each use; the replaced one works on for the grace period. */
  rotation: { enabled: boolean; graceSeconds: number };
  validity: {
    accessToken: number;
    idToken: number;
    refreshToken: number;
  };
}

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

export const defaultSettings: Settings = {
  poolId: 'eu-central-1_localpool',
  mfa: 'ON',
  keepsEmailUntilVerified: true,
  client: {
    id: 'localclient0123456789abcde',
    // Not a secret: it opens nothing but this stand-in.
    secret: 'the-local-app-client-has-this-well-known-secret',
    callbackUrls: ['http://localhost:3000/auth/callback'],
    logoutUrls: ['http://localhost:3000/'],
    scopes: ['openid', 'email', 'profile', 'hello-api/read', 'aws.cognito.signin.user.admin'],
    authFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'],
  },
  groups: [
    { name: 'admins', precedence: 1, role: 'arn:aws:iam::000000000000:role/local-admins' },
    { name: 'users', precedence: 10, role: 'arn:aws:iam::000000000000:role/local-users' },
  ],
  rotation: { enabled: true, graceSeconds: 10 },
  validity: {
    accessToken: 5 * MINUTE, // Cognito's minimum, so that refreshing is seen while trying things out
    idToken: 5 * MINUTE,
    refreshToken: 30 * DAY,
  },
};

/** The default pool, for an application at this address. */
export const settingsFor = (address: string): Settings => ({
  ...defaultSettings,
  client: {
    ...defaultSettings.client,
    callbackUrls: [`${address}/auth/callback`],
    logoutUrls: [`${address}/`],
  },
});

/** The pool of these settings, as all pools are described. */
export function poolOf(settings: Settings): PoolSettings {
  const { client, rotation, validity } = settings;
  return poolSchema.parse({
    Id: settings.poolId,
    MfaConfiguration: settings.mfa,
    UsernameAttributes: ['email'],
    AutoVerifiedAttributes: ['email'],
    UserAttributeUpdateSettings: {
      AttributesRequireVerificationBeforeUpdate: settings.keepsEmailUntilVerified ? ['email'] : [],
    },
    Groups: settings.groups.map(({ name, description, precedence, role }) => ({
      GroupName: name,
      Description: description,
      Precedence: precedence,
      RoleArn: role,
    })),
    ResourceServers: [
      {
        Identifier: 'hello-api',
        Name: 'hello-api',
        Scopes: [{ ScopeName: 'read', ScopeDescription: 'Call the API' }],
      },
    ],
    Users: people.map(({ email, password, totpSecret, groups }) => ({
      Username: email,
      Password: password,
      Attributes: { email_verified: 'true' },
      TotpSecret: totpSecret,
      Groups: groups,
    })),
    Clients: [
      {
        ClientId: client.id,
        ClientSecret: client.secret === '' ? undefined : client.secret,
        CallbackURLs: client.callbackUrls,
        LogoutURLs: client.logoutUrls,
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: client.scopes,
        ExplicitAuthFlows: client.authFlows,
        RefreshTokenRotation: {
          Feature: rotation.enabled ? 'ENABLED' : 'DISABLED',
          RetryGracePeriodSeconds: rotation.graceSeconds,
        },
        AccessTokenValidity: validity.accessToken,
        IdTokenValidity: validity.idToken,
        RefreshTokenValidity: validity.refreshToken,
        TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
      },
    ],
  });
}
