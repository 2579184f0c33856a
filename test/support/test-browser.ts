import { randomInt } from 'node:crypto';
import { getGlobalDispatcher } from 'undici';
import type { SetCookie } from 'cookie';
import { CookieJar } from './cookie-jar.js';

const PATIENCE_MS = 20_000;

type Headers = Record<string, string>;

export interface Answer {
  url: URL;
  status: number;
  headers: Record<string, string | string[] | undefined>;
  setCookies: string[];
  body: string;
  json: () => unknown;
  /** Where this answer would send a browser, if anywhere. */
  location: URL | undefined;
  /** The answers that led here by redirects, first to last, this one not among them. */
  before: Answer[];
}

interface Navigation {
  /** The origin of the page with the link or form; none when the address was typed. */
  from?: string;
  /** Stop at the first answer, so that a test can look at a redirect. */
  follow?: boolean;
  headers?: Headers;
}
interface Call {
  method?: string;
  headers?: Headers;
  body?: string;
  /** The origin of the page with the script. */
  from?: string;
}
interface Outgoing {
  method: string;
  url: URL;
  /** The target of the request line, where it isn't simply the URL's. */
  target?: string;
  /** The origins that led to the request: its initiator, then each redirect. Empty: typed. */
  chain: string[];
  /** Absent: not a browser's request, so no Origin and no Sec-Fetch-*. */
  mode?: 'navigate' | 'cors';
  headers: Headers;
  body?: string | undefined;
}

/**
 * A browser without a screen, for tests of what crosses the wire. It does what browsers do with
 * cookies, redirects, `Origin` and Sec-Fetch-* (W3C Fetch Metadata), and nothing else. A site is a
 * scheme and a host here, which is right for localhost and for names without subdomains.
 */
export class TestBrowser {
  readonly cookies = new CookieJar();
  /** Where the proxy in front saw this browser: an address of its own, of those for tests (RFC 2544). */
  address = `198.${18 + randomInt(2)}.${randomInt(256)}.${randomInt(1, 255)}`;

  /**
   * `proxies` maps an https origin to the plain server behind it: the browser then plays the load
   * balancer too, and says so in X-Forwarded-*. Its address is always said, as each proxy says it.
   */
  constructor(
    readonly origin: string,
    private readonly proxies: Record<string, string> = {},
  ) {}

  /** Opens an address as if typed, or as a link on the page at `from`; follows redirects. */
  async navigate(target: string, { from, follow = true, headers }: Navigation = {}) {
    return this.load({
      method: 'GET',
      url: this.resolve(target),
      chain: from === undefined ? [] : [from],
      headers: { ...headers },
      follow,
    });
  }

  /** Follows a link on one of the product's own pages. */
  async click(target: string, options: Navigation = {}) {
    return this.navigate(target, { from: this.origin, ...options });
  }

  /** Submits a plain HTML form with method POST; follows redirects. */
  async submit(target: string, fields: Headers = {}, options: Navigation = {}) {
    return this.load({
      method: 'POST',
      url: this.resolve(target),
      chain: [options.from ?? this.origin],
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...options.headers },
      body: new URLSearchParams(fields).toString(),
      follow: options.follow ?? true,
    });
  }

  /** What a script's fetch() sends. Redirects are not followed: an answer to a script has none. */
  async fetch(target: string, { method = 'GET', headers, body, from }: Call = {}) {
    return this.send({
      method,
      url: this.resolve(target),
      chain: [from ?? this.origin],
      mode: 'cors',
      headers: { accept: '*/*', ...headers },
      body,
    });
  }

  /** What htmx 4 sends for an element on the page `page` that swaps a fragment in. */
  async htmx(target: string, { page = '/', ...call }: Call & { page?: string } = {}) {
    const headers = {
      accept: 'text/html',
      'hx-request': 'true',
      'hx-request-type': 'partial',
      'hx-current-url': this.resolve(page).href,
      ...call.headers,
    };
    return this.fetch(target, { ...call, headers });
  }

  /**
   * What a program sends that holds this browser's cookies: it says no more than it is told to, and
   * leaves the target of the request line as it is, dots and all.
   */
  async program(target: string, { method = 'GET', headers = {}, body }: Call = {}) {
    const url = new URL(this.origin + (target.startsWith('/') ? target : '/'));
    return this.send({ method, url, target, chain: [], headers, body });
  }

  /** The whole login, ending at `returnTo`. */
  async signIn(returnTo = '/'): Promise<Answer> {
    const answer = await this.click(`/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
    if (this.sessionCookie() === undefined) {
      throw new Error(
        `Signing in ended at ${answer.url.href} with ${answer.status}: ${answer.body}`,
      );
    }
    return answer;
  }

  cookie(name: string): string | undefined {
    return this.cookies.named(name)?.value;
  }

  /** The session cookie, by whichever of its names. */
  sessionCookie(): SetCookie | undefined {
    return this.cookies.named('session') ?? this.cookies.named('__Host-session');
  }

  private resolve(target: string): URL {
    return new URL(target, this.origin);
  }

  private async load({ follow, ...first }: Omit<Outgoing, 'mode'> & { follow: boolean }) {
    const html = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    let next: Outgoing = {
      ...first,
      mode: 'navigate',
      headers: { accept: html, ...first.headers },
    };
    const before: Answer[] = [];
    for (;;) {
      const answer = { ...(await this.send(next)), before: [...before] };
      if (!follow || answer.location === undefined) return answer;
      if (before.push(answer) > 20) throw new Error(`Too many redirects: ${answer.location.href}`);
      next = {
        // 301, 302 and 303 turn a POST into a GET, and every other method stays (Fetch §4.4).
        method: [307, 308].includes(answer.status) ? next.method : 'GET',
        url: answer.location,
        chain: next.chain.length === 0 ? [] : [...next.chain, answer.url.origin],
        mode: 'navigate',
        headers: { accept: html },
      };
    }
  }

  private async send(outgoing: Outgoing): Promise<Answer> {
    const { method, url, headers, body } = outgoing;
    const address = this.proxies[url.origin];
    const { statusCode, ...response } = await getGlobalDispatcher().request({
      origin: address ?? url.origin,
      path: outgoing.target ?? url.pathname + url.search,
      method,
      headers: {
        ...this.cookieHeader(outgoing),
        ...(outgoing.mode && fetchMetadata(outgoing, outgoing.mode)),
        'x-forwarded-for': this.address,
        ...(address !== undefined && asProxied(url)),
        ...headers,
      },
      ...(body !== undefined && { body }),
      headersTimeout: PATIENCE_MS,
      bodyTimeout: PATIENCE_MS,
    });
    const setCookies = [response.headers['set-cookie'] ?? []].flat();
    for (const header of setCookies) this.cookies.keep(header, url);
    const text = await response.body.text();
    const location = [response.headers.location].flat()[0];
    return {
      url,
      status: statusCode,
      headers: response.headers,
      setCookies,
      body: text,
      json: () => JSON.parse(text),
      location: location === undefined ? undefined : new URL(location, url),
      before: [],
    };
  }

  private cookieHeader({ url, chain, mode, method }: Outgoing): Headers {
    const sameSite = chain.every((origin) => siteOf(new URL(origin)) === siteOf(url));
    const topLevelGet = mode === 'navigate' && method === 'GET';
    const cookie = this.cookies.header({ url, sameSite, topLevelGet });
    return cookie === undefined ? {} : { cookie };
  }
}

const siteOf = (url: URL) => `${url.protocol}//${url.hostname}`;

function fetchMetadata({ method, url, chain }: Outgoing, mode: string): Headers {
  return {
    ...(method !== 'GET' && chain[0] !== undefined && { origin: chain[0] }),
    'sec-fetch-site': relationOf(chain, url),
    'sec-fetch-mode': mode,
    'sec-fetch-dest': mode === 'navigate' ? 'document' : 'empty',
  };
}

function relationOf(chain: string[], url: URL): string {
  if (chain.length === 0) return 'none';
  if (chain.every((origin) => origin === url.origin)) return 'same-origin';
  const sameSite = chain.every((origin) => siteOf(new URL(origin)) === siteOf(url));
  return sameSite ? 'same-site' : 'cross-site';
}

const asProxied = (url: URL): Headers => ({
  host: url.host,
  'x-forwarded-proto': url.protocol.replace(':', ''),
});
