import type { Browser, Page } from 'playwright-core';
import { callTheApi } from '../support/api-card.js';
import { launchChromium } from '../support/chromium.js';
import { LocalStack } from '../support/local-stack.js';
import { Person } from '../support/person.js';
import { Visitor } from '../support/visitor.js';

describe('in a real browser', () => {
  let stack: LocalStack;
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;
  let person: Person;

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const link = (name: string) => page.getByRole('link', { name, exact: true });
  const signedInUser = () => page.locator('#signed-in-user');

  beforeAll(async () => {
    [stack, browser] = await Promise.all([LocalStack.start(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await stack.stop();
  });
  beforeEach(async () => {
    visitor = await Visitor.arrive(browser);
    page = visitor.page;
    person = new Person(stack);
  });
  afterEach(() => visitor.leave());

  it('somebody signs up, calls the API, signs out and in again', async () => {
    await page.goto(stack.origin);
    expect(await button('Sign out').count()).toBe(0);
    await link('Sign up').click();
    await person.fillSignUp(page);
    await person.confirm(page);
    await page.getByRole('img', { name: /QR/ }).waitFor();
    await person.enrol(page);

    await page.waitForURL(`${stack.origin}/`);
    expect(await signedInUser().textContent()).toBe(person.email);
    await callTheApi(page);
    expect(page.url()).toBe(`${stack.origin}/`);
    await page.reload();
    expect(await signedInUser().textContent()).toBe(person.email);

    await button('Sign out').click();
    await link('Sign in').waitFor();
    expect(await signedInUser().count()).toBe(0);
    await person.signIn(page);
    expect(await signedInUser().textContent()).toBe(person.email);
  });

  it('signing out here signs out at Cognito: the next sign-in asks for the password', async () => {
    await person.signUp(page);
    await button('Sign out').click();
    await link('Sign in').click();
    await page.locator('[name=password]').waitFor();
    expect(new URL(page.url()).origin).toBe(stack.cognito.domain);
  });

  it('Back shows nothing private after signing out', async () => {
    await person.signUp(page);
    await callTheApi(page);
    await page.goto(`${stack.origin}/account`);
    await page.goto(stack.origin);
    await button('Sign out').click();
    await link('Sign in').waitFor();
    for (let steps = 0; steps < 4; steps += 1) {
      await page.goBack();
      expect(await page.content()).not.toContain(person.email);
    }
  });

  it('two tabs sign in at once', async () => {
    await person.signUp(page);
    await button('Sign out').click();
    const other = await visitor.context.newPage();
    for (const tab of [page, other]) {
      await tab.goto(stack.origin);
      await tab.getByRole('link', { name: 'Sign in' }).click();
      await tab.locator('[name=password]').waitFor();
    }
    await person.fillSignIn(page);
    await page.waitForURL(`${stack.origin}/`);
    await person.fillSignIn(other);
    await other.waitForURL(`${stack.origin}/`);
    for (const tab of [page, other]) {
      await tab.reload();
      expect(await tab.locator('#signed-in-user').textContent()).toBe(person.email);
    }
  });

  it('a login page left open works on after its attempt has expired', async () => {
    await person.signUp(page);
    await button('Sign out').click();
    await link('Sign in').click();
    await page.locator('[name=password]').waitFor();
    await visitor.context.clearCookies({ path: '/auth' });
    await person.fillSignIn(page);
    await page.waitForURL(`${stack.origin}/`);
    expect(await signedInUser().textContent()).toBe(person.email);
  });

  it('a page left open leads to the login once its session has ended', async () => {
    await person.signUp(page);
    await visitor.context.clearCookies();
    await button('Call the API').click();
    await page.locator('[name=password]').waitFor();
    expect(page.url()).toMatch(stack.cognito.domain);
    await visitor.expectComplaint(/401/);
  });

  it('says so where the API can’t be called, and the page stays', async () => {
    await person.signUp(page);
    await stack.gateway.close();
    await button('Call the API').click();
    await page.locator('#api-response').getByText('can’t be reached').waitFor();
    expect(await signedInUser().textContent()).toBe(person.email);
    await visitor.expectComplaint(/502/);
  });
});
