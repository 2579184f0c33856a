import type { Browser } from 'playwright-core';
import { pageOfTheApi } from '../support/api-card.js';
import { launchChromium } from '../support/chromium.js';
import { HttpServer } from '../support/http-server.js';
import { Visitor } from '../support/visitor.js';
import { World } from '../support/world.js';

/** Sends everybody on, as an identity provider does that the user pool hands people to. */
const detour = () =>
  new HttpServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    response.writeHead(302, { location: searchParams.get('to') ?? '' }).end();
  });

// Chromium holds form-action against each redirect that follows a form, wherever it leads.
describe('a provider that sends people through origins of others', () => {
  let browser: Browser;
  let world: World;
  const detours = [detour(), detour()];

  beforeAll(async () => {
    [browser, world] = await Promise.all([launchChromium(), World.start()]);
    world.provider.detours = await Promise.all(
      detours.map(async (server) => (await server.start()).origin),
    );
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
    await Promise.all(detours.map((server) => server.stop()));
  });

  it.each([
    ['with scripts', true],
    ['without scripts', false],
  ])('signs them in and out all the same, %s', async (_name, javaScriptEnabled) => {
    const visitor = await Visitor.arrive(browser, { javaScriptEnabled });
    const { page } = visitor;
    const passed: string[] = [];
    page.on('request', (request) => passed.push(new URL(request.url()).origin));

    await page.goto(world.origin);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(passed).toEqual(expect.arrayContaining([...world.provider.detours]));
    expect(page.url()).toBe(`${world.origin}/`);

    passed.length = 0;
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    expect(passed).toEqual(expect.arrayContaining([...world.provider.detours]));
    expect(page.url()).toBe(`${world.origin}/`);

    await page.getByRole('link', { name: 'Sign up' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await visitor.leave();
  });

  it('signs them out from the menu of any page, in two steps without scripts', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const visitor = await Visitor.arrive(browser, { javaScriptEnabled });
      const { page } = visitor;
      await page.goto(`${world.origin}/auth/login?returnTo=/account`);
      await page.locator('.user-menu > summary').click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      if (!javaScriptEnabled) {
        await page.waitForURL(`${world.origin}/?#this-session`);
        await page.getByRole('button', { name: 'Sign out' }).click();
      }
      await page.getByRole('link', { name: 'Sign in' }).waitFor();
      expect(page.url()).toBe(`${world.origin}/`);
      await visitor.leave();
    }
  });

  it('takes them in again from a page whose session has ended, without scripts too', async () => {
    const visitor = await Visitor.arrive(browser, { javaScriptEnabled: false });
    const { page } = visitor;
    await page.goto(`${world.origin}/auth/login`);
    await visitor.context.clearCookies();
    const goal = world.origin + (await pageOfTheApi(page));
    await page.getByRole('button', { name: 'Call the API' }).click();
    await page.waitForURL(goal);
    expect(await page.locator('.user-menu').count()).toBe(1);
    await visitor.leave();
  });
});
