import { HostedPage } from '../../local/testing/hosted-visitor.js';
import { people } from '../../local/cognito/people.js';
import { type Answer, TestBrowser } from '../support/test-browser.js';
import { BFF, COGNITO, compose } from './engine.js';

/** What the person's authenticator app shows, by the command that people with nothing but Docker have. */
export const otp = async (email: string) => compose('exec', '-T', 'cognito', 'node', 'otp', email);

/** Signs one of the named people in over the published ports: password, code, and home again. */
export async function signIn(email: string): Promise<TestBrowser> {
  const password = people.find((person) => person.email === email)?.password ?? '';
  const browser = new TestBrowser(BFF);
  const enter = async (answer: Answer, fields: Record<string, string>) => {
    const page = new HostedPage(answer.url.href, answer.status, answer.body);
    return browser.submit(page.action, { _csrf: page.csrf, ...fields }, { from: COGNITO });
  };
  const asked = await browser.click('/auth/login?returnTo=/');
  const challenged = await enter(asked, { username: email, password });
  const home = await enter(challenged, { code: await otp(email) });
  if (browser.sessionCookie() === undefined) {
    throw new Error(`Signing in ended at ${home.url.href} with ${home.status}: ${home.body}`);
  }
  return browser;
}

/** The same person in another browser, with a session of its own: Cognito still knows them. */
export async function alsoSignedIn(first: TestBrowser): Promise<TestBrowser> {
  const browser = new TestBrowser(BFF);
  for (const { name, value, path = '/' } of first.cookies.all()) {
    if (name !== 'session') browser.cookies.keep(`${name}=${value}; Path=${path}`, new URL(BFF));
  }
  await browser.signIn();
  return browser;
}

/** Whom the BFF takes this browser for, if it says. */
export async function userOf(browser: TestBrowser): Promise<string | undefined> {
  const answer = await browser.fetch('/auth/session');
  const email = /"email":"(?<email>[^"]+)"/u.exec(answer.body)?.groups?.['email'];
  return answer.status === 200 ? email : undefined;
}
