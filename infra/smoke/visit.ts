import { request } from 'undici';

const TIMEOUT_MS = 15_000;
const MAX_REDIRECTS = 5;

type Headers = Record<string, string>;

/**
 * Firewalls refuse who doesn't say what they are (AWS WAF: NoUserAgent_HEADER). The alarms count the
 * logins of people, and leave out those that begin so: `LoginSignals`. It stays, whatever the product is called.
 */
const USER_AGENT = 'cognito-bff-smoke/1';

export interface Answer {
  url: URL;
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** Where it sends a browser, if anywhere. */
  location: URL | undefined;
}

/** What a browser says of itself when somebody opens a page. */
export const NAVIGATION: Headers = {
  accept: 'text/html',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-site': 'none',
};

/** Asks once. What it is sent to isn't followed. */
export async function visit(url: URL, headers: Headers = {}): Promise<Answer> {
  const {
    statusCode,
    headers: answered,
    body,
  } = await request(url, {
    headers: { 'user-agent': USER_AGENT, ...headers },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const { location } = answered;
  return {
    url,
    status: statusCode,
    headers: answered,
    body: await body.text(),
    location:
      typeof location === 'string' ? (URL.parse(location, url.href) ?? undefined) : undefined,
  };
}

/** Opens a page as a browser does: goes where it is sent, and keeps each server's cookies. */
export async function openPage(start: URL): Promise<Answer> {
  const cookies = new Map<string, Map<string, string>>();
  let url = start;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const jar = cookies.get(url.host) ?? new Map<string, string>();
    cookies.set(url.host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await visit(url, { ...NAVIGATION, ...(cookie && { cookie }) });
    for (const line of listOf(answer.headers['set-cookie'])) {
      const [, name, value] = /^([^=;]+)=([^;]*)/u.exec(line) ?? [];
      if (name !== undefined && value !== undefined) jar.set(name, value);
    }
    if (answer.location === undefined) return answer;
    url = answer.location;
  }
  throw new Error(`${start.host} redirects more than ${MAX_REDIRECTS} times`);
}

export const listOf = (header: string | string[] | undefined): string[] => [header ?? []].flat();
