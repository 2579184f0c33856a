import { describeLocally, openTarget } from './target.js';

const target = await openTarget();
afterAll(() => target.close());

const AUTHORIZATION = new URLSearchParams({
  client_id: target.clientId,
  response_type: 'code',
  redirect_uri: 'http://localhost:3000/auth/callback',
});
const PATHS = [
  '/oauth2/authorize',
  '/oauth2/token',
  '/oauth2/userInfo',
  '/oauth2/revoke',
  '/login',
  '/signup',
  '/confirm',
  '/forgotPassword',
  '/confirmForgotPassword',
  '/changepassword',
  '/mfa',
  '/mfa/setup',
  '/logout',
  '/error',
];
const DAMAGED: [what: string, parameters: string][] = [
  ['nothing', ''],
  ['a repeated parameter', 'client_id=a&client_id=b&username=a&username=b'],
  ['a parameter that every object has', '__proto__=x&constructor=x&toString=x'],
  ['broken escapes', 'client_id=%E0%A4%A&state=%'],
  ['control characters', 'client_id=%00&username=%00&session=%0d%0a&code=%00'],
  ['brackets', 'client_id[]=x&username[a]=x'],
  ['something endless', `state=${'x'.repeat(10_000)}&session=${'y'.repeat(4000)}`],
];

/** Whether it was answered, and without a word about how it is made. */
async function isAnswered(path: string, init?: RequestInit): Promise<boolean> {
  const response = await fetch(`${target.domain}${path}`, { redirect: 'manual', ...init });
  const text = await response.text();
  return response.status < 500 && !/at .*\.tsx?|node_modules/u.test(text);
}

describeLocally.each(PATHS)('%s', (path) => {
  it.each(DAMAGED)('survives %s in the query', async (_what, query) => {
    expect(await isAnswered(`${path}?${query}`)).toBe(true);
    expect(await isAnswered(`${path}?${AUTHORIZATION}&${query}`)).toBe(true);
  });

  it.each(DAMAGED)('survives %s in a form', async (_what, body) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await isAnswered(`${path}?${AUTHORIZATION}`, { method: 'POST', headers, body })).toBe(
      true,
    );
    expect(
      await isAnswered(path, { method: 'POST', body, headers: { 'content-type': 'text/x' } }),
    ).toBe(true);
  });

  it('survives broken cookies and a broken Authorization', async () => {
    for (const header of ['%E0%A4%A', 'cognito=%; XSRF-TOKEN=%', '=', 'cognito=__proto__']) {
      const headers = { cookie: header, authorization: `Basic ${header}` };
      expect(await isAnswered(`${path}?${AUTHORIZATION}`, { headers })).toBe(true);
    }
  });
});
