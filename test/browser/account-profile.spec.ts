import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { contrastProblems, overflow, violations } from '../support/axe.js';
import { launchChromium } from '../support/chromium.js';
import { LocalStack } from '../support/local-stack.js';
import { Person } from '../support/person.js';
import { Visitors } from '../support/visitor.js';

const PATH = '/account';
const WAYS = [
  ['with scripts', true],
  ['without scripts', false],
] as const;
const SIZES = [
  ['on a desktop, light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
  ['on a phone, dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
] as const;

/** By the real SDK, against a Cognito that mails codes and really changes. */
describe('one’s own profile in a browser', () => {
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
    await page.waitForURL((url) => url.origin === stack.origin);
  };

  it.each(WAYS)(
    'changes the name, %s',
    async (_name, javaScriptEnabled) => {
      const person = new Person(stack);
      const { page, expectComplaint } = await arrive({ javaScriptEnabled });
      await person.signUp(page);
      await page.goto(stack.origin + PATH);
      await setting(page, 'name').getByRole('link', { name: 'Change' }).click();
      await confirm(page, person);
      await page.getByLabel('Your name').fill(' ');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('alert').getByText('Enter your name').waitFor();
      await expectComplaint(/422/);
      await page.getByLabel('Your name').fill('Ὑπατία');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('status').getByText('Your name has been changed').waitFor();
      await setting(page, 'name').getByText('Ὑπατία').waitFor();
      expect(page.url()).toBe(stack.origin + PATH);
    },
    60_000,
  );

  it('keeps what was typed where the confirmation has ended meanwhile', async () => {
    const person = new Person(stack);
    const { context, page, expectComplaint } = await arrive();
    await person.signUp(page);
    await page.goto(`${stack.origin}${PATH}?change=email`);
    await confirm(page, person);
    const address = newAddress(person);
    await page.getByLabel('New e-mail address').fill(address);

    const other = await context.newPage(); // a change uses the confirmation up
    await other.goto(`${stack.origin}${PATH}?change=name`);
    await other.getByLabel('Your name').fill('Hypatia');
    await other.getByRole('button', { name: 'Save' }).click();
    await other.getByText('Your name has been changed').waitFor();

    await page.getByRole('button', { name: 'Mail me a code' }).click();
    await page.getByText('Nothing was changed').waitFor();
    await expectComplaint(/422/);
    await confirm(page, person);
    await page.getByRole('button', { name: 'Fill it in again' }).click();
    expect(await page.getByLabel('New e-mail address').inputValue()).toBe(address);
  }, 60_000);

  it.each(WAYS)(
    'changes the address by the mailed code, and ends the other session, %s',
    async (_name, javaScriptEnabled) => {
      const person = new Person(stack);
      const [email, other] = [newAddress(person), new Person(stack)];
      const elsewhere = await arrive();
      await other.signUp(elsewhere.page);
      await elsewhere.context.clearCookies();
      await person.signUp(elsewhere.page);
      const { page, context, expectComplaint } = await arrive({ javaScriptEnabled });
      await person.signInUnasked(page, elsewhere.context);
      await page.goto(`${stack.origin}${PATH}?change=email`);
      await confirm(page, person);

      const ask = async (address: string) => {
        await page.getByLabel('New e-mail address').fill(address);
        await page.getByRole('button', { name: 'Mail me a code' }).click();
      };
      await ask(other.email);
      await page.getByRole('alert').getByText('Somebody else has an account').waitFor();
      await expectComplaint(/422/);
      expect(await page.getByLabel('New e-mail address').inputValue()).toBe(other.email);
      await ask(email);
      await page.getByRole('status').getByText('The code is on its way').waitFor();
      const first = stack.mailedCode(email);
      await Promise.all([
        page.waitForEvent('load'), // of the same page, which has said the same before
        page.getByRole('button', { name: 'Mail me another code' }).click(),
      ]);
      const newest = stack.mailedCode(email);

      const enter = async (code: string) => {
        await page.getByLabel('Code from the mail').fill(code);
        await page.getByRole('button', { name: 'Use this address' }).click();
      };
      await page.getByRole('status').getByText('The code is on its way').waitFor();
      expect(newest).not.toBe(first);
      await enter(first);
      await page.getByRole('alert').getByText('This isn’t the code of the newest mail').waitFor();
      await expectComplaint(/422/);
      expect(await page.getByText(person.email).count()).toBeGreaterThan(0); // it still counts
      await enter(` ${newest.slice(0, 3)} ${newest.slice(3)} `);
      await page.getByRole('status').getByText('Your e-mail address has been changed').waitFor();
      await setting(page, 'email').getByText(email, { exact: true }).waitFor();
      expect(await page.content()).not.toContain(person.email);
      expect(await page.content()).not.toContain(newest);
      expect(await storageOf(page, javaScriptEnabled)).toEqual([]);
      expect(JSON.stringify(await context.cookies())).not.toContain(newest);

      await elsewhere.page.goto(stack.origin);
      expect(await elsewhere.page.getByRole('link', { name: 'Sign up' }).count()).toBe(1);
      person.email = email; // it is what one signs in with
      await person.signIn(elsewhere.page);
      await elsewhere.page.locator('#signed-in-user').getByText(email, { exact: true }).waitFor();
    },
    90_000,
  );

  it.each(WAYS)(
    'deletes the account, and signs out everywhere, %s',
    async (_name, javaScriptEnabled) => {
      const person = new Person(stack);
      const elsewhere = await arrive();
      await person.signUp(elsewhere.page);
      const { page } = await arrive({ javaScriptEnabled });
      await person.signIn(page);
      await page.goto(stack.origin + PATH);
      await page.getByRole('link', { name: 'Delete…' }).click();
      await confirm(page, person);
      await page.getByRole('button', { name: 'Delete my account' }).click();
      await page.getByRole('status').getByText('Your account has been deleted').waitFor();
      expect(page.url()).toBe(`${stack.origin}/`);
      await elsewhere.page.reload();
      await elsewhere.page.getByRole('link', { name: 'Sign up' }).waitFor();

      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.locator('[name=username]').fill(person.email);
      await page.locator('[name=password]').fill(person.password);
      await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor(); // nobody has this password any more
    },
    60_000,
  );

  it.each(SIZES)(
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
      await setting(page, 'name').getByRole('link', { name: 'Change' }).click();
      await setting(page, 'name').getByRole('heading', { name: 'First, confirm' }).waitFor();
      await setting(page, 'email').getByRole('link', { name: 'Change' }).click();
      await setting(page, 'email').getByRole('heading', { name: 'First, confirm' }).waitFor();
      await look(); // both are open
      await page.goto(`${stack.origin}/account/delete`);
      await look();
      await confirm(page, person);
      await look();
      await page.goto(stack.origin + PATH);
      await setting(page, 'name').getByRole('link', { name: 'Change' }).click();
      await page.locator('[name=name]:focus').waitFor();
      await setting(page, 'email').getByRole('link', { name: 'Change' }).click();
      await page.getByLabel('New e-mail address').fill('nobody');
      await page.getByRole('button', { name: 'Mail me a code' }).click();
      await page.locator('[role=alert]:focus').getByText('There is a problem').waitFor();
      await expectComplaint(/422/);
      await look();
      await page.getByLabel('New e-mail address').fill(newAddress(person));
      await page.getByRole('button', { name: 'Mail me a code' }).click();
      await page.getByText('The code is on its way').waitFor();
      await look();
    },
    60_000,
  );
});

const newAddress = (person: Person) => person.email.replace('@', '-moved@');

const setting = (page: Page, name: string) => page.locator(`#${name}-setting`);

/** What scripts of the page can read of what is kept; without scripts there is nobody to ask. */
const storageOf = async (page: Page, javaScriptEnabled: boolean): Promise<string[]> =>
  javaScriptEnabled
    ? page.evaluate(() => [
        ...Object.values(localStorage),
        ...Object.values(sessionStorage),
        ...(document.cookie === '' ? [] : [document.cookie]),
      ])
    : [];
