import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpServer } from './http-server.js';
import { TestBrowser } from './test-browser.js';

describe('the test browser', () => {
  let seen: IncomingMessage[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request);
    answer(request, response);
    response.end();
  };
  const home = new HttpServer(handle);
  const other = new HttpServer(handle);
  let browser: TestBrowser;

  const header = (name: string) => seen.map(({ headers }) => headers[name]);

  beforeAll(() => Promise.all([home.start(), other.start()]));
  afterAll(() => Promise.all([home.stop(), other.stop()]));
  beforeEach(() => {
    seen = [];
    answer = () => undefined;
    browser = new TestBrowser(home.origin);
  });

  const setCookie = async (...cookies: string[]) => {
    answer = (_request, response) => response.setHeader('set-cookie', cookies);
    await browser.navigate('/a/b');
    answer = () => undefined;
  };
  const cookiesSentTo = async (target: string) => {
    await browser.navigate(target);
    return seen.at(-1)?.headers.cookie;
  };

  it('follows redirects across origins and says how it came there', async () => {
    answer = ({ url }, response) => {
      if (url === '/start') response.writeHead(302, { location: `${other.origin}/middle` });
      if (url === '/middle') response.writeHead(303, { location: `${home.origin}/end` });
    };
    const { url, before } = await browser.click('/start');
    expect(url.href).toBe(`${home.origin}/end`);
    expect(before.map(({ status }) => status)).toEqual([302, 303]);
    expect(header('sec-fetch-site')).toEqual(['same-origin', 'same-site', 'same-site']);

    seen = [];
    await browser.navigate('/start');
    expect(header('sec-fetch-site')).toEqual(['none', 'none', 'none']);

    seen = [];
    await browser.submit('/start', { a: '1' }, { from: 'https://evil.example' });
    expect(header('sec-fetch-site')).toEqual(['cross-site', 'cross-site', 'cross-site']);
    expect(seen.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
    expect(header('origin')).toEqual(['https://evil.example', undefined, undefined]);
  });

  it('shares cookies between the ports of a host, and minds their path', async () => {
    await setCookie(
      'root=1; Path=/',
      'auth=2; Path=/auth',
      'default=3',
      'away=4; Domain=evil.test',
    );
    expect(await cookiesSentTo('/')).toBe('root=1');
    expect(await cookiesSentTo('/auth/callback')).toBe('auth=2; root=1');
    expect(await cookiesSentTo('/authority')).toBe('root=1');
    expect(await cookiesSentTo('/a/c')).toBe('default=3; root=1');
    expect(await cookiesSentTo(`${other.origin}/`)).toBe('root=1');
    expect(await cookiesSentTo(home.origin.replace('localhost', '127.0.0.1'))).toBeUndefined();
  });

  it('drops a cookie whose time is over, or that is taken back', async () => {
    await setCookie('a=1; Path=/', 'b=2; Path=/', 'c=3; Path=/; Max-Age=0');
    expect(await cookiesSentTo('/')).toBe('a=1; b=2');
    await setCookie('a=; Path=/; Max-Age=0', 'b=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
    expect(await cookiesSentTo('/')).toBeUndefined();
  });

  it('refuses Secure cookies over http, and __Host- cookies that are not what they say', async () => {
    await setCookie('a=1; Secure', '__Host-b=2; Path=/');
    expect(browser.cookies.all()).toEqual([]);

    const https = new TestBrowser('https://app.example', { 'https://app.example': home.origin });
    answer = (_request, response) =>
      response.setHeader('set-cookie', [
        '__Host-a=1; Secure; Path=/',
        '__Host-b=2; Secure; Path=/b',
        '__Host-c=3; Secure; Path=/; Domain=app.example',
      ]);
    await https.navigate('/');
    expect(https.cookies.all().map(({ name }) => name)).toEqual(['__Host-a']);
    expect(seen.at(-1)?.headers).toMatchObject({
      host: 'app.example',
      'x-forwarded-proto': 'https',
    });
  });

  it('sends Lax cookies from elsewhere with top-level GETs only, and Strict ones never', async () => {
    await setCookie('lax=1; Path=/; SameSite=Lax', 'strict=2; Path=/; SameSite=Strict');
    const from = 'https://evil.example';
    await browser.navigate('/', { from });
    await browser.submit('/', {}, { from });
    await browser.fetch('/', { from });
    await browser.fetch('/');
    expect(header('cookie').slice(1)).toEqual(['lax=1', undefined, undefined, 'lax=1; strict=2']);
  });
});
