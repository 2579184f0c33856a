import type { Request } from 'express';
import type { Pool } from '../pool.js';
import { sameSecret } from '../same-secret.js';

/**
 * Whether the app client has proven itself, by `client_secret_basic` or by `client_secret_post`
 * (RFC 6749 §2.3.1). Both at once must both be right.
 */
export const isAuthenticated = (
  request: Request,
  form: Record<string, unknown>,
  { settings, clientSecrets }: Pool,
): boolean => {
  const { id, secret: value } = settings.client;
  const isGood = (secret: string) => clientSecrets.isGood({ clientId: id, value }, secret);
  if (value === '') return form['client_id'] === id; // a public client proves nothing
  const presented = [basic(request.headers.authorization), post(form)].filter(Boolean);
  return (
    presented.length > 0 &&
    presented.every((pair) => pair && sameSecret(pair.id, id) && isGood(pair.secret))
  );
};

interface Credentials {
  id: string;
  secret: string;
}

const basic = (authorization: string | undefined): Credentials | undefined => {
  const encoded = /^Basic +(?<pair>\S+)$/iu.exec(authorization ?? '')?.groups?.['pair'];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString();
  const colon = pair.indexOf(':');
  return { id: formDecode(pair.slice(0, colon)), secret: formDecode(pair.slice(colon + 1)) };
};

const post = (form: Record<string, unknown>): Credentials | undefined => {
  if (!('client_secret' in form)) return undefined;
  return { id: String(form['client_id']), secret: String(form['client_secret']) };
};

/** The two halves of a basic header are form-encoded; what isn't stands for itself. */
const formDecode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};
