import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { contrastProblems, overflow, violations } from '../support/axe.js';
import { launchChromium } from '../support/chromium.js';
import { LocalStack } from '../support/local-stack.js';
import { Person } from '../support/person.js';
import { Visitors } from '../support/visitor.js';

const PATH = '/account/password';
const NEW = 'Another-Horse-Battery-7';

/** By the real SDK, against a Cognito that really has the password. */
describe('changing one’s password in a browser', () => {
  let browser: Browser;
  let stack: LocalStack;
  const visitors = new Visitors();

  beforeAll(async () => {
    [browser, stack] = await Promise.all([launchChromium(), LocalStack.start()]);
  });
  afterAll(async () => {
    await browser.close();
    await stack.stop();
  });
  afterEach(() => visitors.leave());

  const arrive = (options?: BrowserContextOptions) => visitors.arrive(browser, options);
  const confirm = async (page: Page, person: Person) => {
    await person.confirmIdentity(page);
    await page.waitForURL(stack.origin + PATH);
  };

  it.each([
    ['with scripts', true],
    ['without scripts', false],
  ])(
    'says at its field what is wrong, changes it, and ends the other session, %s',
    async (_name, javaScriptEnabled) => {
      const person = new Person(stack);
      const elsewhere = await arrive();
      await person.signUp(elsewhere.page);
      const { page, expectComplaint } = await arrive({ javaScriptEnabled });
      await person.signInUnasked(page, elsewhere.context);
      await page.goto(`${stack.origin}/account`);
      await page.getByRole('link', { name: 'Password' }).first().click();
      await confirm(page, person);

      await send(page, `${person.password}-not`, NEW);
      await page.getByRole('alert').getByText('This isn’t your current password').waitFor();
      await expectComplaint(/422/);
      expect(await page.getByLabel('New password').inputValue()).toBe('');
      await send(page, person.password, 'too-simple');
      await page.getByRole('alert').getByText('This password isn’t strong enough').waitFor();
      await expectComplaint(/422/);
      await send(page, person.password, NEW);
      await page.getByRole('status').getByText('Your password has been changed').waitFor();
      await page.waitForURL(stack.origin + PATH);

      await elsewhere.page.goto(stack.origin);
      expect(await elsewhere.page.getByRole('link', { name: 'Sign up' }).count()).toBe(1);
      person.password = NEW;
      await person.signIn(elsewhere.page);
    },
    60_000,
  );

  it.each([
    ['on a desktop, light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
    ['on a phone, dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ] as const)(
    'reads well %s, in each of its states',
    async (_name, options) => {
      const person = new Person(stack);
      const { page, expectComplaint } = await arrive(options);
      await person.signUp(page);
      const look = async () => {
        expect([await violations(page), await overflow(page)]).toEqual([[], []]);
        expect(await contrastProblems(page)).toEqual([]);
      };
      await page.goto(stack.origin + PATH);
      await look();
      await confirm(page, person);
      await look();
      await send(page, '', '');
      await page.locator('[role=alert]:focus').getByText('There are 2 problems').waitFor();
      await expectComplaint(/422/);
      await look();
      await send(page, person.password, NEW);
      await page.getByText('Your password has been changed').waitFor();
      await look();
    },
    60_000,
  );
});

async function send(page: Page, current: string, proposed: string) {
  await page.getByLabel('Current password').fill(current);
  await page.getByLabel('New password').fill(proposed);
  await page.getByRole('button', { name: 'Change password' }).click();
}
