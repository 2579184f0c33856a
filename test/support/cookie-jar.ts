import { parseSetCookie, type SetCookie } from 'cookie';

/** Why a request is sent, as far as cookies care (RFC 6265bis §5.2). */
export interface CookieContext {
  url: URL;
  /** Everything that led to the request is of the same site as its URL. */
  sameSite: boolean;
  /** It shows a page in a tab, and is a GET: what SameSite=Lax lets through from elsewhere. */
  topLevelGet: boolean;
}

interface Stored extends SetCookie {
  host: string;
  path: string;
  endsAt: number;
}

/**
 * Cookies as a browser keeps them. They belong to a host, whatever its port, so everything on
 * localhost shares them. A cookie with a Domain is refused: no host here has a subdomain.
 */
export class CookieJar {
  private stored: Stored[] = [];

  /** Keeps what one Set-Cookie header says, unless a browser would refuse it. */
  keep(header: string, url: URL, now = Date.now()): void {
    const cookie = parseSetCookie(header, { decode: (value) => value });
    const path = cookie.path?.startsWith('/') ? cookie.path : defaultPath(url);
    if (!acceptable(cookie, url, path)) return;
    const isSame = (other: Stored) =>
      other.name === cookie.name && other.host === url.hostname && other.path === path;
    this.stored = this.stored.filter((other) => !isSame(other));
    const endsAt =
      cookie.maxAge === undefined
        ? (cookie.expires?.getTime() ?? Infinity)
        : now + cookie.maxAge * 1000;
    if (endsAt > now) this.stored.push({ ...cookie, host: url.hostname, path, endsAt });
  }

  /** The Cookie header of a request: longer paths first, then in the order they came. */
  header(context: CookieContext, now = Date.now()): string | undefined {
    const sent = this.stored
      .filter((cookie) => cookie.endsAt > now && isSentWith(cookie, context))
      .toSorted((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`);
    return sent.length > 0 ? sent.join('; ') : undefined;
  }

  named(name: string): SetCookie | undefined {
    return this.all().find((cookie) => cookie.name === name);
  }

  all(now = Date.now()): SetCookie[] {
    return this.stored.filter((cookie) => cookie.endsAt > now);
  }

  clear(): void {
    this.stored = [];
  }
}

function acceptable(cookie: SetCookie, url: URL, path: string): boolean {
  if (cookie.domain !== undefined) return false;
  if (cookie.secure && url.protocol !== 'https:') return false;
  if (cookie.name.startsWith('__Host-')) return cookie.secure === true && path === '/';
  return true;
}

function isSentWith(cookie: Stored, { url, sameSite, topLevelGet }: CookieContext): boolean {
  if (cookie.host !== url.hostname) return false;
  if (cookie.secure && url.protocol !== 'https:') return false;
  if (!pathMatches(cookie.path, url.pathname)) return false;
  if (sameSite || cookie.sameSite === 'none') return true;
  return cookie.sameSite !== 'strict' && cookie.sameSite !== true && topLevelGet;
}

const pathMatches = (cookiePath: string, path: string) =>
  path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);

const defaultPath = ({ pathname }: URL) => pathname.slice(0, pathname.lastIndexOf('/')) || '/';
