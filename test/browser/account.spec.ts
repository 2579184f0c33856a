import type { Browser, Page } from 'playwright-core';
import { SessionIndex } from '../../src/session/session-index.js';
import { launchChromium } from '../support/chromium.js';
import { alice } from '../support/cognito-shapes.js';
import { eventually } from '../support/eventually.js';
import { Visitors } from '../support/visitor.js';
import { World } from '../support/world.js';

const PATH = '/account/sessions';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

describe('the account, in two browsers at once', () => {
  let browser: Browser;
  let world: World;
  const visitors = new Visitors();

  beforeAll(async () => {
    [browser, world] = await Promise.all([launchChromium(), World.start()]);
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });
  beforeEach(async () => {
    await world.app.get(SessionIndex).endAll(alice.sub); // what other tests left
  });
  afterEach(() => visitors.leave());

  const arrive = async (path: string, options = {}) => {
    const visitor = await visitors.arrive(browser, options);
    await visitor.page.goto(`${world.origin}/auth/login?returnTo=${path}`);
    return visitor;
  };

  it.each([
    ['with scripts', true],
    ['without scripts', false],
  ])('one signs out of the other, %s', async (_name, javaScriptEnabled) => {
    const phone = await arrive('/', { userAgent: PHONE });
    const { page } = await arrive('/', { javaScriptEnabled });
    await page.locator('.user-menu > summary').click();
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.waitForURL(world.origin + PATH);
    expect(await rows(page).count()).toBe(2);
    expect(await rows(page).first().textContent()).toContain('This session');
    await endOther(page).click();
    await page.getByRole('status').getByText('That browser is signed out').waitFor();
    await isAlone(page);
    expect(page.url()).toBe(world.origin + PATH);
    expect(await isSignedOut(phone.page)).toBe(true);

    await page.reload();
    expect(await page.getByText('That browser is signed out').count()).toBe(0);
    expect(await page.getByText('You are signed in nowhere else').count()).toBe(1);
  });

  it.each([
    ['with scripts', true],
    ['without scripts', false],
  ])('one signs out everywhere else, then here, %s', async (_name, javaScriptEnabled) => {
    const phone = await arrive('/', { userAgent: PHONE });
    const { page } = await arrive(PATH, { javaScriptEnabled });
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await page.getByRole('status').getByText('You are signed out everywhere else').waitFor();
    expect(await isSignedOut(phone.page)).toBe(true);
    await page.getByRole('button', { name: 'Sign out of this session' }).click();
    await page.getByRole('link', { name: 'Sign up' }).waitFor();
    await page.waitForURL(`${world.origin}/`);
  });

  it('a page left open says what has happened meanwhile', async () => {
    const phone = await arrive('/', { userAgent: PHONE });
    const { page } = await arrive(PATH);
    const tab = await page.context().newPage();
    await tab.goto(world.origin + PATH);
    await endOther(tab).click();
    await tab.getByText('That browser is signed out').waitFor();
    await endOther(page).click();
    await page.getByRole('status').getByText('That session had already ended').waitFor();
    await isAlone(page);

    // And the one that was ended is led to the login, by whatever is pressed there.
    const [answer] = await Promise.all([
      phone.page.waitForResponse((response) => response.status() === 401),
      phone.page.getByRole('button', { name: 'Call the API' }).click(),
    ]);
    expect(answer.headers()['hx-redirect']).toMatch(/^\/auth\/login/);
    await phone.expectComplaint(/401/);
  });

  it('with the keyboard alone, and the focus stays near', async () => {
    await arrive('/', { userAgent: PHONE });
    const { page } = await arrive('/account');
    const focused = () =>
      page.evaluate(() => document.activeElement?.textContent.replaceAll(/\s+/g, ' ').trim());
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 20; presses += 1) {
        await page.keyboard.press('Tab');
        if (name.test((await focused()) ?? '')) return;
      }
      throw new Error(`Tab doesn’t lead to ${name}`);
    };
    await tabTo(/^Profile$/);
    await tabTo(/^Sessions$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(world.origin + PATH);
    await tabTo(/^Sign out of Safari/);
    await page.keyboard.press('Enter');
    await page.getByText('That browser is signed out').waitFor();
    await page.locator('#sessions:focus').waitFor();
    await tabTo(/^Sign out of this session$/);
    expect(await rows(page).count()).toBe(1);
  });
});

const rows = (page: Page) => page.locator('#sessions li');
const isAlone = (page: Page) => eventually(async () => (await rows(page).count()) === 1);
const endOther = (page: Page) =>
  page.getByRole('button', { name: /^Sign out of Safari on iPhone, last used just now$/ });
async function isSignedOut(page: Page) {
  await page.reload();
  return (await page.getByRole('link', { name: 'Sign up' }).count()) === 1;
}
