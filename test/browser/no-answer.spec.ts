import { once } from 'node:events';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { Visitor } from '../support/visitor.js';
import { World } from '../support/world.js';

describe('a page that is left open', () => {
  let browser: Browser;
  let world: World;

  beforeAll(async () => {
    [browser, world] = await Promise.all([launchChromium(), World.start()]);
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  it('says so where the server is gone, screen readers hear it, and it goes on once that is back', async () => {
    const visitor = await Visitor.arrive(browser);
    const { page } = visitor;
    await page.goto(`${world.origin}/auth/login`);
    const answer = page.locator('#api-response');
    const call = page.getByRole('button', { name: 'Call the API' });

    const server = world.app.getHttpServer();
    server.close();
    server.closeAllConnections();
    await call.click();
    await answer.getByText('This site can’t be reached').waitFor();
    expect(await answer.getAttribute('aria-live')).toBe('polite');
    expect(await page.getByText('Waiting for the API').isVisible()).toBe(false);
    await visitor.expectComplaint(/ERR_CONNECTION_REFUSED/);
    await visitor.expectComplaint(/htmx:error/);

    await once(server.listen(Number(new URL(world.origin).port), 'localhost'), 'listening');
    await call.click();
    await answer.getByText('welcome to the test').waitFor();
    expect(await answer.getByText('can’t be reached').count()).toBe(0);
    await visitor.leave();
  });

  it('shows that notice to nobody else', async () => {
    const visitor = await Visitor.arrive(browser);
    await visitor.page.goto(world.origin);
    expect(await visitor.page.getByText('can’t be reached').isVisible()).toBe(false);
    await visitor.leave();
  });
});
