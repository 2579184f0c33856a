import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './contestant.js';

const MODULES = [
  'mpm_event',
  'unixd', // on Debian a part of the server itself, and no file
  'authn_core',
  'authz_core',
  'authz_user',
  'headers',
  'proxy',
  'proxy_http',
  'auth_openidc',
];

/** Apache's workers are never root. */
const NOBODY = 65_534;

/** A whole httpd.conf. The sizes of mpm_event are Debian's; the rest is what mod_auth_openidc recommends. */
export function apacheConfiguration(settings: Settings, folder: string, modules: string): string {
  const redis = new URL(settings.redisUrl);
  return `
${MODULES.map((name) => loadModule(name, modules)).join('')}
ServerName localhost
ServerRoot "${folder}"
DefaultRuntimeDir "${folder}"
PidFile "${folder}/pid"
ErrorLog "${folder}/error.log"
LogLevel error
Listen 127.0.0.1:${settings.port}
${process.getuid?.() === 0 ? `User #${NOBODY}\nGroup #${NOBODY}` : ''}

StartServers 2
MinSpareThreads 25
MaxSpareThreads 75
ThreadLimit 64
ThreadsPerChild 25
MaxRequestWorkers 150
MaxConnectionsPerChild 0
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 65

OIDCProviderMetadataURL ${settings.issuer}/.well-known/openid-configuration
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCClientID ${settings.clientId}
OIDCClientSecret ${settings.clientSecret}
OIDCRedirectURI ${settings.origin}/auth/callback
OIDCScope "openid email profile"
OIDCPKCEMethod S256
OIDCCryptoPassphrase ${settings.sessionSecret}
OIDCSessionType server-cache
OIDCCacheType redis
OIDCRedisCacheServer ${redis.host}
OIDCRedisCacheDatabase ${redis.pathname.slice(1)}
OIDCSessionInactivityTimeout 1800
OIDCSessionMaxDuration 28800
OIDCRefreshAccessTokenBeforeExpiry 60
OIDCPassClaimsAs environment
OIDCStripCookies mod_auth_openidc_session

<Location "/auth">
  AuthType openid-connect
  Require valid-user
</Location>
<Location "/api">
  AuthType openid-connect
  Require valid-user
  OIDCUnAuthAction 401
  RequestHeader set Authorization "Bearer %{OIDC_access_token}e"
  ProxyPass ${settings.apiUrl}
</Location>
`;
}

function loadModule(name: string, modules: string): string {
  const file = join(modules, `mod_${name}.so`);
  return existsSync(file) ? `LoadModule ${name}_module "${file}"\n` : '';
}
