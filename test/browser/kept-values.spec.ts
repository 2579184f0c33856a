import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { bob } from '../support/cognito-shapes.js';
import { addGallery } from '../support/gallery.js';
import { Visitor } from '../support/visitor.js';
import { World } from '../support/world.js';

describe('a form that is sent after its session has ended', () => {
  let browser: Browser;
  let world: World;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    [browser, world] = await Promise.all([
      launchChromium(),
      World.start({ SIGN_IN_AGAIN: 'never' }, undefined, addGallery),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });
  beforeEach(async () => {
    visitor = await Visitor.arrive(browser);
    page = visitor.page;
    await page.goto(`${world.origin}/auth/login?returnTo=/gallery/settings`);
    await page.getByRole('link', { name: 'Change' }).first().click();
    await page.getByLabel('Your name').fill('Half a name');
    await page.getByLabel('Your password').fill('not-to-be-kept');
  });
  afterEach(() => visitor.leave());

  /** Through the login, which asks nothing here, and back to where they were. */
  const sendAfterTheEnd = async () => {
    await visitor.context.clearCookies();
    // The page that they come back to looks like the one that they leave: only its load tells them apart.
    const isBack = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Save' }).click();
    await isBack;
    await visitor.expectComplaint(/401/);
  };
  const kept = () => page.evaluate(() => JSON.stringify(sessionStorage));
  const offer = () => page.getByRole('button', { name: 'Fill it in again' });
  const openForm = () => page.getByRole('link', { name: 'Change' }).first().click();

  it('isn’t lost: its values are offered back, without the password', async () => {
    await sendAfterTheEnd();
    await page.getByText('What you typed is kept').waitFor();
    expect(await kept()).toContain('Half a name');
    expect(await kept()).not.toContain('not-to-be-kept');

    await openForm();
    await offer().click();
    expect(await page.getByLabel('Your name').inputValue()).toBe('Half a name');
    expect(await page.getByLabel('Your password').inputValue()).toBe('');
    expect(await page.getByText('What you typed is kept').count()).toBe(0);
    expect(await kept()).toBe('{}');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your name has been changed').waitFor();
  });

  it('is forgotten on a click', async () => {
    await sendAfterTheEnd();
    await openForm();
    await page.getByRole('button', { name: 'Discard it' }).click();
    expect(await offer().count()).toBe(0);
    expect(await kept()).toBe('{}');
    expect(await page.getByLabel('Your name').inputValue()).toBe('Grace Hopper');
  });

  it('is nothing that the next person at this browser gets', async () => {
    const { person } = world.provider;
    world.provider.person = bob;
    await sendAfterTheEnd();
    world.provider.person = person;
    await openForm();
    await page.getByLabel('Your name').waitFor();
    expect(await offer().count()).toBe(0);
    expect(await kept()).toBe('{}');
  });

  it('leaves nothing behind once one signs out, in no tab', async () => {
    await sendAfterTheEnd();
    const other = await visitor.context.newPage();
    await other.goto(world.origin);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('link', { name: 'Sign in' }).waitFor();
    await page.waitForFunction(() => sessionStorage.length === 0); // the tabs tell each other, in their time
    expect(await kept()).toBe('{}');
  });

  it('leaves nothing behind that was taken', async () => {
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your name has been changed').waitFor();
    expect(await kept()).toBe('{}');
  });
});
