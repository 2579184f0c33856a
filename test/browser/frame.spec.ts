import type { Browser, Page } from 'playwright-core';
import { brand } from '../../views/brand.js';
import { launchChromium } from '../support/chromium.js';
import { Visitor } from '../support/visitor.js';
import { World } from '../support/world.js';

describe('a page and what changes in it', () => {
  let browser: Browser;
  let world: World;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    [browser, world] = await Promise.all([launchChromium(), World.start()]);
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });
  beforeEach(async () => {
    visitor = await Visitor.arrive(browser);
    page = visitor.page;
    await page.goto(`${world.origin}/auth/login`);
  });
  afterEach(() => visitor.leave());

  const callTheApi = () => page.getByRole('button', { name: 'Call the API' });

  it('lets the keyboard skip to the content', async () => {
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to content' });
    expect(await skip.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await callTheApi().evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('says that an answer is late, and says it to screen readers too', async () => {
    const held = Promise.withResolvers<void>();
    const { answer } = world.api;
    world.api.answer = (request, response) =>
      void held.promise.then(() => answer(request, response));
    const waiting = page.getByText('Waiting for the API…').first();
    expect(await waiting.isVisible()).toBe(false);
    await callTheApi().click();
    await waiting.waitFor();
    await page.locator('#api-response[aria-busy=true]').waitFor();
    await page
      .locator('#announcement')
      .getByText('Waiting for the API…')
      .waitFor({ state: 'attached' });

    held.resolve();
    world.api.answer = answer;
    await page.getByText('welcome to the test').waitFor();
    await page.locator('#api-response:not([aria-busy])').waitFor();
    await waiting.waitFor({ state: 'hidden' });
    expect(await page.locator('#announcement').textContent()).toBe('');
    // Who is answered at once sees nothing of it.
    const delays = await waiting.evaluate((element) => {
      element.closest('form')?.classList.add('htmx-request');
      return getComputedStyle(element).transitionDelay;
    });
    expect(delays).toBe('0.2s, 0.2s');
  });

  it.each([390, 1280])('moves nothing when an answer comes, %d pixels wide', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    const places = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('h1, h2, button, footer, #this-session')].map((element) => {
          const { x, y } = element.getBoundingClientRect();
          return `${element.textContent.slice(0, 20)} ${x} ${y}`;
        }),
      );
    const before = await places();
    await callTheApi().click();
    await page.getByText('welcome to the test').waitFor();
    expect(await places()).toEqual(before);
  });

  it('moves nothing at all for who asked for that', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const durations = await page.evaluate(() =>
      [...document.querySelectorAll('*')].map(
        (element) => getComputedStyle(element).transitionDuration,
      ),
    );
    expect(new Set(durations.flatMap((each) => each.split(', ')))).toEqual(new Set(['0s']));
  });

  it('opens the menu of who is signed in, and signs out there', async () => {
    const { email } = world.provider.person;
    const menu = page.locator('summary').filter({ hasText: email });
    const signOut = page.locator('.user-menu').getByRole('button', { name: 'Sign out' });
    expect(await signOut.isVisible()).toBe(false);
    await menu.click();
    await page.keyboard.press('Escape');
    expect(await signOut.isVisible()).toBe(false);
    expect(await menu.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.goto(`${world.origin}/account`);
    await menu.click();
    await signOut.click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    expect(await page.content()).not.toContain(email);
  });

  it.each([
    ['light', brand.colours.canvas[0]],
    ['dark', brand.colours.canvas[1]],
  ] as const)('is %s as the person likes it', async (colorScheme, ground) => {
    await page.emulateMedia({ colorScheme });
    await page.reload();
    const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const parts = ground.match(/[\da-f]{2}/g)?.map((part) => parseInt(part, 16));
    expect(colour).toBe(`rgb(${parts?.join(', ')})`);
  });
});
