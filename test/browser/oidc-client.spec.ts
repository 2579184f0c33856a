import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { documented } from '../support/documented.js';
import { PageApplication } from '../support/page-application.js';
import { Person } from '../support/person.js';
import { Shop } from '../support/shop.js';
import { Visitor } from '../support/visitor.js';

const [source = ''] = documented('### In a page, with Vite', 'js');

describe('oidc-client-ts in a page, as the documentation shows it', () => {
  let browser: Browser;
  let application: PageApplication;
  let shop: Shop;
  let visitor: Visitor;
  let page: Page;
  let carol: Person;

  beforeAll(async () => {
    browser = await launchChromium();
    application = await new PageApplication().start();
    shop = await Shop.start({ page: application.origin, mfa: 'ON' });
    await application.bundle(shop.adapt(source));
    carol = new Person({ origin: application.origin, mailedCode: () => '' }, 'carol@example.com');
    carol.password = 'Correct-Horse-1';
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await application.stop();
    await shop.stop();
  });
  beforeEach(async () => {
    visitor = await Visitor.arrive(browser);
    ({ page } = visitor);
    await page.goto(application.origin);
  });
  afterEach(() => visitor.leave());

  const press = async (name: string) => page.getByRole('button', { name, exact: true }).click();
  const isSignedIn = async () => page.getByText('carol@example.com').waitFor();

  /** What the library keeps in the tab. */
  const kept = async () =>
    page.evaluate((): { access_token: string; refresh_token: string; profile: object } => {
      const name = Object.keys(sessionStorage).find((key) => key.startsWith('oidc.user:')) ?? '';
      return JSON.parse(sessionStorage.getItem(name) ?? '{}');
    });
  const refreshStatus = async (refresh_token: string) => {
    const form = { grant_type: 'refresh_token', client_id: 'shopweb', refresh_token };
    const { domain } = shop.cognito;
    const body = new URLSearchParams(form);
    return (await fetch(`${domain}/oauth2/token`, { method: 'POST', body })).status;
  };

  it('signs in with an app enrolled on the way, renews, signs out for good, and in again', async () => {
    await press('Sign in');
    await page.locator('[name=username]').fill(carol.email);
    await page.locator('[name=password]').fill(carol.password);
    await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#totp-secret').waitFor();
    await carol.enrol(page);
    await isSignedIn();
    expect(page.url()).toBe(`${application.origin}/`);
    const first = await kept();
    // Out of userInfo, where everything is text, put over the ID token's.
    expect(first.profile).toMatchObject({ email: carol.email, email_verified: 'true' });

    await press('Renew');
    await page.waitForFunction((old) => {
      const values = Object.keys(sessionStorage).map((key) => sessionStorage.getItem(key) ?? '');
      return values.some((value) => /"access_token":/u.test(value) && !value.includes(old));
    }, first.access_token);
    const { refresh_token: refreshToken } = await kept();

    expect(await refreshStatus(refreshToken)).toBe(200);
    await press('Sign out');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(page.url()).toBe(`${application.origin}/`);
    expect(await kept()).toEqual({});
    expect(await refreshStatus(refreshToken)).toBe(400);

    await press('Sign in'); // which asks for everything again
    await carol.fillSignIn(page);
    await isSignedIn();
  });
});
