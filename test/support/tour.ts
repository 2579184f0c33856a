import type { BrowserContext, Page } from 'playwright-core';
import { callTheApi, pageOfTheApi } from './api-card.js';
import type { LocalStack } from './local-stack.js';
import type { Person } from './person.js';
import type { Visitor } from './visitor.js';

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ' +
  'Version/18.0 Mobile/15E148 Safari/604.1';

/** Leads through every page that there is, stopping at each under its name. */
export async function* tour(
  stack: LocalStack,
  { page, context, expectComplaint }: Visitor,
  person: Person,
): AsyncGenerator<string> {
  const button = (name: string) => page.locator('main').getByRole('button', { name, exact: true });
  const link = (name: string) => page.locator('main').getByRole('link', { name, exact: true });
  const submit = () => page.locator('main button').first().click();
  const enterWrong = async (name: string, value: string) => {
    await page.locator(`[name=${name}]`).fill(value);
    await submit();
    await page.getByRole('alert').waitFor();
  };

  await page.goto(stack.origin);
  yield 'home-signed-out';
  await page.goto(`${stack.origin}/no-such-page`);
  await expectComplaint(/404/);
  yield 'not-found';

  await page.goto(stack.origin);
  await link('Sign up').click();
  yield 'hosted-sign-up';
  await page.locator('[name=email]').fill(person.email);
  await enterWrong('password', 'too-simple');
  yield 'hosted-sign-up-refused';
  await person.fillSignUp(page);
  yield 'hosted-confirm';
  await enterWrong('code', '000000');
  yield 'hosted-confirm-refused';
  await person.confirm(page);
  yield 'hosted-totp-set-up';
  await enterWrong('code', '000000');
  yield 'hosted-totp-set-up-refused';
  await person.enrol(page);

  await page.waitForURL(`${stack.origin}/`);
  yield 'home-just-signed-in';
  await callTheApi(page);
  yield 'home-signed-in';
  await page.goto(stack.origin + (await pageOfTheApi(page)));
  yield 'api-answer';
  await page.goto(`${stack.origin}/account`);
  yield 'account';
  await page.goto(`${stack.origin}/account/password`);
  yield 'password-unconfirmed';
  await person.confirmIdentity(page);
  await page.waitForURL(`${stack.origin}/account/password`);
  yield 'password';
  await page.reload(); // a picture leaves styles at its fields, which htmx would hand on to the next form
  await button('Change password').click();
  await page.locator('[role=alert]:focus').waitFor();
  await expectComplaint(/422/);
  yield 'password-refused';
  await page.goto(`${stack.origin}/account/authenticator`);
  yield 'authenticator';
  await button('Set up a new app').click();
  await page.locator('#new-app').waitFor();
  yield 'authenticator-new';
  await page.goto(`${stack.origin}/account`);
  await link('Change').first().click();
  await page.locator('[name=name]:focus').waitFor();
  yield 'account-name-new';
  await page.goto(`${stack.origin}/account?change=email`);
  yield 'account-email';
  await page.reload(); // as above
  await page.locator('[name=email]').fill('carol');
  await button('Mail me a code').click();
  await page.locator('[role=alert]:focus').waitFor();
  await expectComplaint(/422/);
  yield 'account-email-refused';
  await page.locator('[name=email]').fill(person.email.replace('@', '.new@'));
  await button('Mail me a code').click();
  await page.getByText('The code is on its way').waitFor();
  yield 'account-code';
  await page.goto(`${stack.origin}/account/delete`);
  yield 'account-delete';
  await page.goto(`${stack.origin}/account/sessions`);
  yield 'sessions-alone';
  const phone = await signInByPhone(context, person);
  await page.reload();
  yield 'sessions';
  await page.getByRole('button', { name: 'Sign out of Safari' }).click();
  await page.getByText('That browser is signed out').waitFor();
  yield 'sessions-ended';
  await phone.close();
  await page.goto(`${stack.origin}/account/files`);
  yield 'files-new';
  await upload(page, 'page.html');
  await page.locator('.error:visible').waitFor();
  await expectComplaint(/422/);
  yield 'files-refused';
  for (const name of ['Passport.pdf', 'Contract of lease.docx', 'Summer 2026.zip']) {
    await upload(page, name);
    await page.getByText(`${name} is uploaded`).waitFor();
  }
  yield 'files';
  await page.goto(authorizeUrl(stack, { prompt: 'select_account' }));
  yield 'hosted-select-account';
  await endElsewhere(stack.origin, context);
  await page.goto(stack.origin);
  yield 'home-session-ended';

  await link('Sign in').click();
  yield 'hosted-sign-in';
  await page.goto(`${stack.origin}/auth/callback?code=x&state=x`);
  await expectComplaint(/400/);
  yield 'login-refused';
  await page.goto(stack.origin);
  await link('Sign in').click();
  await page.locator('[name=username]').fill(person.email);
  await enterWrong('password', 'wrong');
  yield 'hosted-sign-in-refused';
  await page.locator('[name=password]').fill(person.password);
  await submit();
  await page.locator('[name=code]').waitFor();
  yield 'hosted-totp';
  await enterWrong('code', '000000');
  yield 'hosted-totp-refused';
  await page.goto(authorizeUrl(stack, { identity_provider: 'Other' }));
  await expectComplaint(/401/);
  yield 'hosted-provider-refused';
  await page.goto(authorizeUrl(stack, { lang: 'de', prompt: 'login' }));
  yield 'hosted-sign-in-in-german';
  await page.goto(`${stack.cognito.domain}/error?error=redirect_mismatch`);
  await expectComplaint(/400/);
  yield 'hosted-error';
  await context.clearCookies();
}

async function upload(page: Page, name: string): Promise<void> {
  const chosen = { name, mimeType: 'application/octet-stream', buffer: Buffer.alloc(314_159) };
  await page.locator('#file').setInputFiles(chosen);
  await page.getByRole('button', { name: 'Upload' }).click();
}

/** A second browser of the same person. */
async function signInByPhone(context: BrowserContext, person: Person): Promise<BrowserContext> {
  const phone = await context.browser()?.newContext({ userAgent: PHONE });
  if (!phone) throw new Error('A context has its browser');
  await person.signIn(await phone.newPage());
  return phone;
}

/** Signs out as a program that has the browser's cookie, of which the browser hears nothing. */
async function endElsewhere(origin: string, context: BrowserContext): Promise<void> {
  const session = (await context.cookies(origin)).find(({ name }) => name === 'session');
  const headers = { cookie: `session=${session?.value}`, 'x-csrf': '1' };
  const { status } = await fetch(`${origin}/auth/logout`, { method: 'POST', headers });
  if (status !== 200) throw new Error(`Signing out was answered with ${status}`);
}

/** What the product doesn't ask for by itself. */
function authorizeUrl({ cognito }: LocalStack, wishes: Record<string, string>): string {
  const { id, callbackUrls } = cognito.settings.client;
  const redirect_uri = callbackUrls[0] ?? '';
  const request = { response_type: 'code', client_id: id, redirect_uri, ...wishes };
  return `${cognito.domain}/oauth2/authorize?${new URLSearchParams(request)}`;
}
