import type { Request } from 'express';
import type { Party, UserPools } from '../pools.js';

/**
 * The app client that has proven itself, by `client_secret_basic` or by `client_secret_post`
 * (RFC 6749 §2.3.1). Both at once must both be right. A public client proves nothing.
 */
export function authenticate(
  request: Request,
  form: Record<string, string>,
  pools: UserPools,
): Party | undefined {
  const { client_id: named, client_secret: secret } = form;
  const header = basic(request.headers.authorization);
  const party = pools.party(header?.id ?? named ?? '');
  if (!party || (named !== undefined && named !== party.client.ClientId)) return undefined;
  const proofs = [...(header ? [header.secret] : []), ...(secret === undefined ? [] : [secret])];
  return isProven(party, proofs) ? party : undefined;
}

interface Credentials {
  id: string;
  secret: string;
}

const isProven = ({ pool, client }: Party, proofs: string[]): boolean =>
  client.ClientSecret === undefined ||
  (proofs.length > 0 && proofs.every((proof) => pool.clientSecrets.isGood(client, proof)));

function basic(authorization: string | undefined): Credentials | undefined {
  const encoded = /^Basic +(?<pair>\S+)$/iu.exec(authorization ?? '')?.groups?.['pair'];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString();
  const colon = pair.indexOf(':');
  return { id: formDecode(pair.slice(0, colon)), secret: formDecode(pair.slice(colon + 1)) };
}

/** The two halves of a basic header are form-encoded; what isn't stands for itself. */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
