import type { Exchange } from './connection.js';

/** What a browser sends with everything, and a load balancer in front adds. */
export const BROWSER_HEADERS = {
  'user-agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  accept: 'application/json',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'accept-language': 'en-GB,en;q=0.9',
  'x-forwarded-proto': 'http',
};

/** A call of `/api/hello` by a script of a page, and the body that its answer must have. */
export function apiCall(
  port: number,
  credentials: { readonly cookie?: string; readonly authorization?: string },
  expected: string,
): Exchange {
  const headers = {
    host: `localhost:${port}`,
    connection: 'keep-alive',
    ...BROWSER_HEADERS,
    'x-forwarded-for': '203.0.113.7',
    referer: `http://localhost:${port}/`,
    'sec-fetch-dest': 'empty',
    'sec-fetch-mode': 'cors',
    'sec-fetch-site': 'same-origin',
    ...credentials,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return { request: Buffer.from(`GET /api/hello HTTP/1.1\r\n${lines.join('')}\r\n`), expected };
}
