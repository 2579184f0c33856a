/**
 * The relying-party modules of the OpenID Foundation's conformance suite for OpenID Connect Core: its basic,
 * configuration and refresh-token plans, and what its other plans add. Each has a file in `modules/` that
 * plays it, or a reason here why a relying party of one Cognito user pool can't be asked.
 * https://openid.net/certification/connect_rp_testing/
 */
export const PLAYED = [
  'oidcc-client-test',
  'oidcc-client-test-client-secret-basic',
  'oidcc-client-test-discovery-issuer-mismatch',
  'oidcc-client-test-discovery-jwks-uri-keys',
  'oidcc-client-test-discovery-openid-config',
  'oidcc-client-test-idtoken-sig-none',
  'oidcc-client-test-idtoken-sig-rs256',
  'oidcc-client-test-invalid-aud',
  'oidcc-client-test-invalid-iss',
  'oidcc-client-test-invalid-sig-es256',
  'oidcc-client-test-invalid-sig-hs256',
  'oidcc-client-test-invalid-sig-rs256',
  'oidcc-client-test-kid-absent-multiple-jwks',
  'oidcc-client-test-kid-absent-single-jwks',
  'oidcc-client-test-missing-aud',
  'oidcc-client-test-missing-iat',
  'oidcc-client-test-missing-sub',
  'oidcc-client-test-nonce-invalid',
  'oidcc-client-test-refresh-token',
  'oidcc-client-test-refresh-token-invalid-issuer',
  'oidcc-client-test-refresh-token-invalid-sub',
  'oidcc-client-test-scope-userinfo-claims',
  'oidcc-client-test-signing-key-rotation',
  'oidcc-client-test-signing-key-rotation-just-before-signing',
  'oidcc-client-test-userinfo-bearer-header',
  'oidcc-client-test-userinfo-invalid-sub',
] as const;

export const NOT_PLAYED = {
  'oidcc-client-test-3rd-party-init-login': 'a login begins here, by /auth/login alone',
  'oidcc-client-test-aggregated-claims': 'Cognito has none',
  'oidcc-client-test-discovery-webfinger-acct': 'the issuer is configured',
  'oidcc-client-test-discovery-webfinger-url': 'the issuer is configured',
  'oidcc-client-test-distributed-claims': 'Cognito has none',
  'oidcc-client-test-dynamic-registration': 'the client is configured',
  'oidcc-client-test-request-uri-signed-none': 'Cognito takes no request objects',
  'oidcc-client-test-request-uri-signed-rs256': 'Cognito takes no request objects',
  'oidcc-client-test-userinfo-bearer-body': 'UserInfo isn’t asked',
  'oidcc-client-test-userinfo-signed': 'UserInfo isn’t asked',
} as const;

/** The file of a module: its name without what all names begin with. */
export const fileOf = (module: string): string =>
  module.replace(/^oidcc-client-test-/, '').replace(/^oidcc-/, '');
