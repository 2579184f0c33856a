import type { StageConfig } from '../config/stage-config.js';

/** AWS, IssuerConfigurationType: both name the same pool, and tokens have the one that is set there. */
export function issuerOf(
  region: string,
  userPoolId: string,
  form: StageConfig['issuerForm'],
): string {
  const host = form === 'updated' ? 'issuer-cognito-idp' : 'cognito-idp';
  return `https://${host}.${region}.amazonaws.com/${userPoolId}`;
}
