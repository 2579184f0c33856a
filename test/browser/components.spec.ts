import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { contrastProblems, overflow, violations } from '../support/axe.js';
import { GALLERY, addGallery } from '../support/gallery.js';
import { galleryTour } from '../support/gallery-tour.js';
import { Visitor } from '../support/visitor.js';
import { World } from '../support/world.js';

const DESKTOP = { width: 1280, height: 720 };
const PHONE = { width: 390, height: 844 };
const SMALLEST = { width: 320, height: 568 };

describe('the parts that pages are made of', () => {
  let browser: Browser;
  let world: World;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    [browser, world] = await Promise.all([
      launchChromium(),
      World.start({}, undefined, addGallery),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
    await pause(1_000); // axe leaves a timer of a second behind, for which Jest would scold
  });

  const arrive = async (path: string, options = {}) => {
    visitor = await Visitor.arrive(browser, {
      viewport: DESKTOP,
      reducedMotion: 'reduce',
      ...options,
    });
    page = visitor.page;
    await page.goto(`${world.origin}/auth/login?returnTo=/gallery/${path}`);
  };
  it('are accessible in every state, and fit every width', async () => {
    visitor = await Visitor.arrive(browser, { viewport: DESKTOP, reducedMotion: 'reduce' });
    page = visitor.page;
    const problems: string[] = [];
    for await (const name of galleryTour(page)) {
      await page.waitForLoadState();
      for (const viewport of [DESKTOP, PHONE]) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme: 'light' });
        problems.push(...(await violations(page)).map((problem) => `${name}: ${problem}`));
        await page.emulateMedia({ colorScheme: 'dark' });
        problems.push(...(await contrastProblems(page)).map((problem) => `${name}: ${problem}`));
      }
      for (const viewport of [DESKTOP, PHONE, SMALLEST]) {
        await page.setViewportSize(viewport);
        problems.push(...(await overflow(page)).map((problem) => `${name}: ${problem}`));
      }
    }
    expect(problems).toEqual([]);
    await visitor.context.close();
  }, 120_000);

  it('can be hit with a finger', async () => {
    const small: string[] = [];
    await arrive('settings', { viewport: PHONE });
    for (const name of GALLERY) {
      await page.goto(`${world.origin}/gallery/${name}`);
      for (const control of await page.locator('.button, input, summary, nav a').all()) {
        const { width = 0, height = 0 } = (await control.boundingBox()) ?? {};
        if (width < 32 || height < 44)
          small.push(`${name}: ${await control.textContent()} ${width}×${height}`);
      }
    }
    expect(small).toEqual([]);
    await visitor.leave();
  });

  it('a form opens in place, says what is wrong and where, and that it went well', async () => {
    await arrive('settings');
    await page.getByRole('link', { name: 'Change' }).first().click();
    await page.locator('[name=name]:focus').waitFor(); // where one goes on
    expect(page.url()).toBe(`${world.origin}/gallery/settings`);

    await page.locator('[name=name]').fill(' ');
    await page.keyboard.press('Enter');
    const summary = page.getByRole('alert').filter({ hasText: 'There is a problem' });
    await page.locator('[role=alert]:focus').filter({ hasText: 'There is a problem' }).waitFor();
    await visitor.expectComplaint(/422/);
    const field = page.getByLabel('Your name');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    const description = await field.getAttribute('aria-describedby');
    expect(await page.locator(`#${description}`).textContent()).toBe('Enter your name');
    await summary.getByRole('link', { name: 'Enter your name' }).click();
    await page.locator('[name=name]:focus').waitFor();

    await page.keyboard.type('Grace');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').getByText('Your name has been changed').waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
    await visitor.leave();
  });

  it('what fails is said at the top, and what was there stays', async () => {
    await arrive('settings');
    const notice = page
      .getByRole('alert')
      .filter({ hasText: 'The sign-in service can’t be reached' });
    await page.locator('#password').getByRole('link', { name: 'Change' }).click();
    await notice.waitFor();
    await visitor.expectComplaint(/503/);
    expect(await page.locator('#password').getByText('Changed 3 months ago').isVisible()).toBe(
      true,
    );
    await page.locator('#email').getByRole('link', { name: 'Change' }).click();
    await page.getByLabel('Your name').waitFor();
    expect(await notice.count()).toBe(0); // that was about the one before

    await page.getByLabel('Your name').fill('Half a name');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('This site can’t be reached').waitFor();
    expect(await page.getByLabel('Your name').inputValue()).toBe('Half a name');
    await visitor.expectComplaint(/ERR_INTERNET_DISCONNECTED/);
    await visitor.expectComplaint(/htmx:error/);
    await visitor.leave();
  });

  it('what hurts is asked back in a dialog, which holds the focus and gives it back', async () => {
    await arrive('settings');
    const danger = page.getByRole('link', { name: 'Delete…' });
    const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
    for (const leave of [
      () => page.keyboard.press('Escape'),
      () => dialog.getByRole('link', { name: 'Cancel' }).click(),
      () => page.mouse.click(5, 5), // beside it
    ]) {
      await danger.focus();
      await page.keyboard.press('Enter');
      await dialog.waitFor();
      for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('main'))).toBeNull();
      await leave();
      await dialog.waitFor({ state: 'hidden' });
      await page.locator('a:focus', { hasText: 'Delete…' }).waitFor();
    }
    await danger.click();
    await dialog.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByText('Nothing was deleted').waitFor();
    await visitor.leave();
  });

  it('without scripts all of it is pages', async () => {
    await arrive('settings', { javaScriptEnabled: false });
    await page.getByRole('link', { name: 'Change' }).first().click();
    await page.getByLabel('Your name').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('There is a problem').waitFor();
    await visitor.expectComplaint(/422/);
    await page.getByLabel('Your name').fill('Grace');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/gallery/settings');

    await page.getByRole('link', { name: 'Delete…' }).click();
    await page.getByRole('heading', { level: 1, name: 'Delete your account?' }).waitFor();
    await page.getByRole('link', { name: 'Cancel' }).click();
    await page.waitForURL('**/gallery/settings');
    await page.goto(`${world.origin}/gallery/people`);
    await page.getByRole('searchbox').fill('bob');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/gallery/people?search=bob');
    expect(await page.getByRole('searchbox').inputValue()).toBe('bob');
    await visitor.leave();
  });

  it('a menu closes by Escape, by a click elsewhere, and where another opens', async () => {
    await arrive('people');
    const summaries = page.locator('main .menu > summary');
    const first = page.getByRole('link', { name: 'Open' }).first();
    await summaries.first().click();
    await first.focus();
    await page.keyboard.press('Escape');
    expect(await first.isVisible()).toBe(false);
    expect(await summaries.first().evaluate((element) => element === document.activeElement)).toBe(
      true,
    );

    await summaries.first().click();
    await summaries.nth(1).focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.menu[open]').count()).toBe(1);
    await page.getByRole('heading', { name: 'People' }).click();
    expect(await page.locator('.menu[open]').count()).toBe(0);
    await visitor.leave();
  });
});
