import type { Browser } from 'playwright-core';
import { callTheApi } from '../support/api-card.js';
import { launchChromium } from '../support/chromium.js';
import { Visitor } from '../support/visitor.js';
import { World } from '../support/world.js';

describe('the API’s greeting', () => {
  let browser: Browser;
  let world: World;

  beforeAll(async () => {
    [browser, world] = await Promise.all([launchChromium(), World.start()]);
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  it('stands on the home page once the button is pressed', async () => {
    const visitor = await Visitor.arrive(browser);
    const { page } = visitor;
    await page.goto(`${world.origin}/auth/login`);
    await callTheApi(page);
    await page.locator('#api-response').getByText('Hello alice, welcome to the test').waitFor();
    expect(page.url()).toBe(`${world.origin}/`);
    await visitor.leave();
  });

  it('is a page of its own without scripts', async () => {
    const visitor = await Visitor.arrive(browser, { javaScriptEnabled: false });
    const { page } = visitor;
    await page.goto(`${world.origin}/auth/login`);
    await page.getByRole('button', { name: 'Call the API' }).click();
    await page.getByText('Hello alice, welcome to the test').waitFor();
    expect(new URL(page.url()).pathname).toBe('/hello');
    await visitor.leave();
  });
});
