/** What a front end asks of the BFF. Every token stays there; a page has none, and needs none. */

export interface Session {
  user: { sub: string; username: string; email?: string; groups: string[] };
  /** The latest end, whatever happens until then; by the server's clock. */
  expiresAt: string;
  /** The end where nobody uses it until then. */
  idleExpiresAt: string;
}

/** The session has ended, or there was none: whoever is at the screen has to sign in. */
export class NotSignedIn extends Error {}

/** The BFF or the API says what is wrong, as RFC 9457 has it. */
export class Problem extends Error {}

/** Who is signed in, and until when by this browser's clock, in ms. Asking is no use of the session. */
export async function currentSession(): Promise<{ session: Session; endsAt: number } | undefined> {
  const response = await fetch('/auth/session');
  if (response.status === 401) return undefined;
  if (!response.ok) throw await problemOf(response);
  const session: Session = await response.json();
  const serverTime = Date.parse(response.headers.get('date') ?? '');
  const clocksDiffer = Number.isNaN(serverTime) ? 0 : Date.now() - serverTime;
  return { session, endsAt: Date.parse(session.idleExpiresAt) + clocksDiffer };
}

/**
 * Calls an API through the BFF, which adds the token. Nothing has to be sent against forged requests: the
 * browser says itself that a page of this origin asks.
 *
 * @throws NotSignedIn, or Problem
 */
export async function callApi(path: string, options?: RequestInit): Promise<unknown> {
  const response = await fetch(`/api${path}`, options);
  if (response.status === 401) throw new NotSignedIn();
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

/** Where to sign in or up, and come back from to where one is now. */
export function loginUrl(path: string): string {
  const { pathname, search, hash } = location;
  return `${path}?returnTo=${encodeURIComponent(pathname + search + hash)}`;
}

/** Any request is a use of the session, and this is a small one. */
export async function staySignedIn(): Promise<void> {
  await fetch('/health/live', { method: 'HEAD' });
}

/** Ends the session here, then at Cognito, which sends the browser back to `/`. */
export async function signOut(): Promise<void> {
  const response = await fetch('/auth/logout', { method: 'POST' });
  if (!response.ok) throw await problemOf(response);
  const { logoutUrl }: { logoutUrl: string } = await response.json();
  location.assign(logoutUrl);
}

async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type') ?? '';
  if (!type.includes('json')) return new Problem(`The answer was ${response.status}.`);
  const { code, requestId }: { code?: string; requestId?: string } = await response.json();
  return new Problem(`${code ?? response.status}, request ${requestId ?? 'unknown'}`);
}
