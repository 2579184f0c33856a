import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { ADMIN, adminTour, knownPerson, USER } from '../support/admin-tour.js';
import { contrastProblems, overflow, violations } from '../support/axe.js';
import { launchChromium } from '../support/chromium.js';
import { LocalStack } from '../support/local-stack.js';
import { Visitors } from '../support/visitor.js';

const DESKTOP = { width: 1280, height: 720 };
const PHONE = { width: 390, height: 844 };
const SMALLEST = { width: 320, height: 568 };

describe('administration in a browser', () => {
  let browser: Browser;
  let stack: LocalStack;
  const visitors = new Visitors();

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    stack = await LocalStack.start();
  });
  afterEach(async () => {
    try {
      await visitors.leave();
    } finally {
      await stack.stop();
    }
  });

  const arrive = (options?: BrowserContextOptions) =>
    visitors.arrive(browser, { reducedMotion: 'reduce', ...options });
  const signIn = async (email: string, options?: BrowserContextOptions) => {
    const visitor = await arrive(options);
    await knownPerson(stack, email).signIn(visitor.page);
    return visitor;
  };
  const openUser = async (page: Page, name: string) => {
    await page.goto(`${stack.origin}/admin/users`);
    await page.locator('main').getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  };

  it('is accessible in every state, light and dark, and fits every width', async () => {
    const visitor = await arrive({ viewport: DESKTOP });
    const { page } = visitor;
    const problems: string[] = [];
    const titles = new Map<string, string>();
    for await (const name of adminTour(stack, visitor)) {
      await page.waitForLoadState();
      const note = (problem: string) => `${name}: ${problem}`;
      titles.set(name, await page.title());
      for (const viewport of [PHONE, DESKTOP]) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme: 'light' });
        problems.push(...(await violations(page)).map(note));
        await page.emulateMedia({ colorScheme: 'dark' });
        problems.push(...(await contrastProblems(page)).map(note));
      }
      for (const viewport of [PHONE, SMALLEST, DESKTOP]) {
        await page.setViewportSize(viewport);
        problems.push(...(await overflow(page)).map(note));
      }
    }
    expect(problems).toEqual([]);
    const places = ['admin', 'admin-users', 'admin-invite', 'admin-user', 'admin-user-question'];
    expect(new Set(places.map((name) => titles.get(name))).size).toBe(places.length);
    await pause(1_000); // axe leaves a timer of a second behind, for which Jest would scold
  }, 120_000);

  it.each([
    ['with scripts', true],
    ['without scripts', false],
  ])(
    'ends somebody’s sessions, and their next click leads to the login, %s',
    async (_name, javaScriptEnabled) => {
      const { page } = await signIn(ADMIN, { javaScriptEnabled });
      const { page: theirs } = await signIn(USER);
      await openUser(page, USER);
      await page.getByRole('table', { name: 'Where they are signed in' }).waitFor();
      await page.getByRole('link', { name: 'End all sessions…' }).click();
      await page.getByRole('heading', { name: `End all sessions of ${USER}?` }).waitFor();
      await page.getByRole('button', { name: 'End all sessions' }).click();
      await page.getByRole('status').getByText('All sessions have ended').waitFor();
      await page.getByText('Signed in nowhere').waitFor();

      await theirs.getByRole('navigation').getByRole('link', { name: 'Account' }).click();
      await theirs.locator('[name=password]').waitFor(); // Cognito asks for it though its own session lives
      expect(new URL(theirs.url()).origin).toBe(stack.cognito.domain);
    },
    60_000,
  );

  it('is nowhere to be seen for who isn’t an administrator, and closed', async () => {
    const { page, expectComplaint } = await signIn(USER);
    await page.getByRole('navigation').getByRole('link', { name: 'Account' }).waitFor();
    expect(await page.getByRole('link', { name: 'Administration' }).count()).toBe(0);
    for (const path of [
      '/admin',
      '/admin/users',
      '/admin/users/x',
      '/admin/users?do=invite',
      '/admin/x',
    ]) {
      await page.goto(stack.origin + path);
      await page.getByRole('heading', { name: 'You can’t open this page' }).waitFor();
      await expectComplaint(/403/);
    }
  }, 60_000);

  it('lets somebody back in who has lost their phone: by a new app at the next sign-in', async () => {
    const { page } = await signIn(ADMIN);
    await openUser(page, USER);
    await page.locator('#authenticator').getByRole('link', { name: 'Reset…' }).click();
    await page.getByRole('button', { name: 'Reset the authenticator' }).click();
    await page.getByText('The authenticator is reset').waitFor();

    const person = knownPerson(stack, USER);
    const { page: theirs } = await arrive();
    await theirs.goto(stack.origin);
    await theirs.getByRole('link', { name: 'Sign in' }).click();
    await theirs.locator('[name=username]').fill(USER);
    await theirs.locator('[name=password]').fill(person.password);
    await theirs.locator('main').getByRole('button', { name: 'Sign in' }).click();
    await person.enrol(theirs);
    await theirs.waitForURL(`${stack.origin}/`);
    expect(await theirs.locator('#signed-in-user').textContent()).toBe(USER);
  }, 60_000);

  it('keeps what was typed where Cognito refuses, with the focus on what is wrong', async () => {
    const { page, expectComplaint } = await signIn(ADMIN);
    await page.goto(`${stack.origin}/admin/users?do=invite`);
    await page.getByLabel('E-mail').fill(USER);
    await page.getByLabel('Group').selectOption('users');
    await page.keyboard.press('Enter');
    await page
      .locator('[role=alert]:focus')
      .getByText('There is a user with this address')
      .waitFor();
    await expectComplaint(/422/);
    expect(await page.getByLabel('E-mail').inputValue()).toBe(USER);
    expect(await page.getByLabel('Group').inputValue()).toBe('users');
    await page.getByLabel('E-mail').fill('grace.hopper@example.com');
    await page.getByRole('button', { name: 'Send the invitation' }).click();
    await page.getByRole('status').getByText('This user is invited').waitFor();
  }, 60_000);

  it('refuses in the dialog, with the focus there, what would leave nobody to administrate', async () => {
    const { page, expectComplaint } = await signIn(ADMIN);
    await openUser(page, ADMIN);
    await page.getByRole('link', { name: 'Disable…' }).click();
    const dialog = page.getByRole('dialog', { name: `Disable ${ADMIN}?` });
    await dialog.getByRole('button', { name: 'Disable this user' }).click();
    await dialog.locator('[role=alert]:focus').getByText('last enabled administrator').waitFor();
    await expectComplaint(/422/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.locator('#access').getByText('Active').count()).toBe(1);
  }, 60_000);
});
