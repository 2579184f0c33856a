import { request } from 'undici';
import { Broken, PATIENCE_MS, quoted, reasonOf } from './broken.js';
import { BROWSER_HEADERS } from './load/api-call.js';

interface Answer {
  readonly location: string;
  readonly setCookies: readonly string[];
}

export interface Person {
  readonly loginUrl: string;
  /** Where the load balancer saw them. */
  readonly address: string;
  /** What happens at the provider: from its authorization endpoint to the URL that it sends back to. */
  readonly consent: (authorizationUrl: string) => Promise<string>;
}

/**
 * Goes through a whole login as a browser does: to the contestant, to the provider, and back.
 *
 * @returns the Cookie header of the session
 * @throws Broken where it ends otherwise
 */
export async function signIn({ loginUrl, address, consent }: Person): Promise<string> {
  const cookies = new Map<string, string>();
  const begun = await navigate(loginUrl, { 'x-forwarded-for': address });
  keep(begun.setCookies, cookies);
  const callbackUrl = await consent(begun.location);
  const done = await navigate(callbackUrl, { 'x-forwarded-for': address, cookie: header(cookies) });
  keep(done.setCookies, cookies);
  if (cookies.size === 0) throw new Broken(`gave no cookie at ${pathOf(callbackUrl)}`);
  return header(cookies);
}

/** Opens an address that must send the browser on. */
export async function navigate(url: string, headers: Record<string, string>): Promise<Answer> {
  const { statusCode, headers: answered, text } = await opened(url, headers);
  const location = [answered.location].flat()[0];
  if (location === undefined) {
    throw new Broken(`answered ${pathOf(url)} with ${statusCode} and ${quoted(text)}`);
  }
  return {
    location: new URL(location, url).href,
    setCookies: [answered['set-cookie'] ?? []].flat(),
  };
}

async function opened(url: string, headers: Record<string, string>) {
  try {
    const {
      statusCode,
      body,
      headers: answered,
    } = await request(url, {
      headers: {
        ...BROWSER_HEADERS,
        accept: 'text/html',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
        ...headers,
      },
      headersTimeout: PATIENCE_MS,
      bodyTimeout: PATIENCE_MS,
    });
    return { statusCode, headers: answered, text: await body.text() };
  } catch (error) {
    throw new Broken(`didn’t answer ${pathOf(url)}: ${reasonOf(error)}`, { cause: error });
  }
}

const pathOf = (url: string) => new URL(url).pathname;

function keep(setCookies: readonly string[], cookies: Map<string, string>): void {
  for (const line of setCookies) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const ended = value === '' || /;\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(line);
    if (ended) cookies.delete(name);
    else cookies.set(name, value);
  }
}

const header = (cookies: ReadonlyMap<string, string>) =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
