import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { LocalStack } from '../support/local-stack.js';
import { Person } from '../support/person.js';
import { Visitor } from '../support/visitor.js';

const PATH = '/account/authenticator';

describe('replacing one’s authenticator in a browser', () => {
  let browser: Browser;
  let stack: LocalStack;

  beforeAll(async () => {
    [browser, stack] = await Promise.all([launchChromium(), LocalStack.start()]);
  });
  afterAll(async () => {
    await browser.close();
    await stack.stop();
  });

  it.each([
    ['with scripts', true],
    ['without scripts', false],
  ])(
    'shows a secret once, says that a code is wrong, and takes the codes of the new app, %s',
    async (_name, javaScriptEnabled) => {
      const person = new Person(stack);
      const visitor = await Visitor.arrive(browser, { javaScriptEnabled });
      const { page } = visitor;
      await person.signUp(page);
      await page.goto(stack.origin + PATH);
      await person.confirmIdentity(page);
      await page.getByRole('button', { name: 'Set up a new app' }).click();
      await page.getByRole('img', { name: 'QR code of the key below' }).waitFor();
      person.takeNewApp((await page.locator('#new-app-secret').textContent()) ?? '');

      await page.getByLabel('Code from the new app').fill('12345');
      await page.getByRole('button', { name: 'Use this app' }).click();
      await page.getByRole('alert').getByText('Enter the six digits').waitFor();
      await visitor.expectComplaint(/422/);
      await page.getByLabel('Code from the new app').fill(await person.totp());
      await page.getByRole('button', { name: 'Use this app' }).click();
      await page.getByRole('status').getByText('Your new app is set up').waitFor();
      expect(await page.locator('#new-app-secret').count()).toBe(0);

      await person.confirmIdentity(page); // with the new app
      await page.getByRole('button', { name: 'Set up a new app' }).waitFor();
      await visitor.leave();
    },
    60_000,
  );
});
