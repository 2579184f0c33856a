import { decodeJwt, type JWTPayload } from 'jose';
import { table } from './table.js';

/** Of a token that comes straight from Cognito: its signature is for others to verify. */
export const readClaims = (token: string | undefined): JWTPayload =>
  token === undefined ? {} : decodeJwt(token);

/** RFC 7519 §2, and Cognito's own: seconds since the epoch. */
const TIMES = new Set(['auth_time', 'exp', 'iat', 'nbf']);

/** One claim a line. */
export const describeClaims = (claims: JWTPayload): string =>
  table(Object.entries(claims).map(([name, value]) => [`  ${name}`, valueOf(name, value)]));

function valueOf(name: string, value: unknown): string {
  if (typeof value === 'number' && TIMES.has(name)) {
    return `${value} (${new Date(value * 1000).toISOString()})`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
