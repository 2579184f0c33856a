import type { Variables } from './schema.js';

/** What should be looked at though it can be used. `code` is stable; the message holds no value. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** What may give a production away. */
const production: [Warning, (values: Variables) => boolean][] = [
  [
    {
      code: 'api_over_http',
      message:
        'API_URL is plain http to another host: whoever can read that network can take the access tokens. Use https.',
    },
    ({ API_URL }) => API_URL.startsWith('http:') && !isThisHost(new URL(API_URL).hostname),
  ],
  [
    {
      code: 'store_without_password',
      message:
        'The session store is used without a password: whoever reaches it can end every session. Give REDIS_PASSWORD.',
    },
    ({ REDIS_URL, REDIS_PASSWORD }) => !(REDIS_PASSWORD ?? REDIS_URL?.password),
  ],
  [
    {
      code: 'tls_checks_off',
      message:
        'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody pose as Cognito, the API or the store. Unset it; NODE_EXTRA_CA_CERTS adds an authority of your own.',
    },
    ({ NODE_TLS_REJECT_UNAUTHORIZED }) => NODE_TLS_REJECT_UNAUTHORIZED === '0',
  ],
];

/** What of this configuration, all of which can be used, may be a mistake in production. */
export function productionWarnings(values: Variables): Warning[] {
  if (values.NODE_ENV !== 'production') return [];
  return production.filter(([, applies]) => applies(values)).map(([warning]) => warning);
}

/** RFC 6761 §6.3, RFC 1122 §3.2.1.3: what never leaves this machine. */
const isThisHost = (hostname: string) =>
  /^(?:(?:.+\.)?localhost\.?|127(?:\.\d+){3}|\[::1\])$/u.test(hostname);
