import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { bob } from '../support/cognito-shapes.js';
import { addGallery } from '../support/gallery.js';
import { Visitor } from '../support/visitor.js';
import { World } from '../support/world.js';

/** The shortest that can be configured; the notice comes when half of it is over. */
const SHORT = '10';
const PATIENCE = { timeout: 25_000 };

describe('the end of a session, in the page', () => {
  let browser: Browser;
  let world: World;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(() => world.stop());

  /** Somebody who is signed in, with something typed into a form. */
  const arrive = async (environment: Record<string, string>) => {
    world = await World.start(environment, undefined, addGallery);
    visitor = await Visitor.arrive(browser);
    page = visitor.page;
    await page.goto(`${world.origin}/auth/login?returnTo=/gallery/name`);
    await page.getByLabel('Your name').fill('Half a name');
    await page.getByLabel('Your password').fill('not-to-be-kept');
  };
  const idleEnd = () =>
    page.evaluate(async () => {
      const answer: unknown = await (await fetch('/auth/session')).json();
      return typeof answer === 'object' && answer && 'idleExpiresAt' in answer
        ? Date.parse(String(answer.idleExpiresAt))
        : NaN;
    });
  const ended = () => page.getByRole('heading', { name: 'Your session has ended' });
  const signInAgain = () => page.getByRole('link', { name: 'Sign in again' });

  it('is announced, one click stays, and who doesn’t leaves nothing private on the screen', async () => {
    await arrive({ SESSION_IDLE_SECONDS: SHORT });
    const notice = page.getByRole('alert').filter({ hasText: 'Your session ends in' });
    const before = await idleEnd();
    await notice.waitFor(PATIENCE);
    expect(await notice.textContent()).toMatch(/ends in \d:\d\d/);
    expect(await page.getByLabel('Your name').inputValue()).toBe('Half a name');
    expect(await idleEnd()).toBe(before); // looking is no use of it

    await notice.getByRole('button', { name: 'Stay signed in' }).click();
    await notice.waitFor({ state: 'hidden' });
    expect(await idleEnd()).toBeGreaterThan(before);

    await ended().waitFor(PATIENCE);
    await visitor.expectComplaint(/401/);
    const { body, value } = await page.evaluate(() => ({
      body: document.body.innerHTML,
      value: JSON.stringify(sessionStorage),
    }));
    expect(body).not.toMatch(/grace\.hopper|Half a name|not-to-be-kept/);
    expect(value).not.toContain('not-to-be-kept');
    expect(await page.title()).toMatch(/^Your session has ended · /);
    expect(await ended().evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await page.getByText('What you typed isn’t lost').isVisible()).toBe(true);

    await signInAgain().click();
    await page.getByRole('button', { name: 'Fill it in again' }).click();
    await page.waitForURL(`${world.origin}/gallery/name`);
    expect(await page.getByLabel('Your name').inputValue()).toBe('Half a name');
    expect(await page.getByLabel('Your password').inputValue()).toBe('');
    await visitor.leave();
  }, 60_000);

  it('offers a new session where this one can’t last any longer', async () => {
    await arrive({ SESSION_IDLE_SECONDS: SHORT, SESSION_MAX_SECONDS: SHORT });
    await page.getByText('it can’t last any longer').waitFor(PATIENCE);
    const before = await idleEnd();
    await page.getByRole('link', { name: 'Sign in again now' }).click();
    await page.getByText('You typed something here').waitFor();
    expect(await idleEnd()).toBeGreaterThan(before);
    await visitor.leave();
  }, 60_000);

  it('hides what was there, though the server is gone when it comes', async () => {
    await arrive({ SESSION_IDLE_SECONDS: SHORT });
    await page.getByText('Your session ends in').waitFor(PATIENCE);
    const server = world.app.getHttpServer();
    server.close();
    server.closeAllConnections();
    await ended().waitFor(PATIENCE);
    await visitor.expectComplaint(/ERR_CONNECTION_REFUSED/);
    expect(await page.content()).not.toMatch(/grace\.hopper|Half a name/);
    await visitor.leave();
  }, 60_000);

  it.each([
    ['was ended elsewhere', () => visitor.context.clearCookies()],
    [
      'was followed by somebody else’s',
      async () => {
        const other = await visitor.context.newPage();
        world.provider.person = bob;
        await other.goto(`${world.origin}/auth/login?prompt=login`);
        await other.close();
      },
    ],
  ])('shows when the tab is looked at again, where it %s', async (_name, endIt) => {
    await arrive({});
    await endIt();
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await ended().waitFor();
    expect(await page.content()).not.toMatch(/grace\.hopper|Half a name/);
    await visitor.context.close();
  });

  it('is nothing that strangers hear of', async () => {
    await arrive({});
    await visitor.leave();
    visitor = await Visitor.arrive(browser);
    const asked: string[] = [];
    visitor.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await visitor.page.goto(world.origin);
    await visitor.page.waitForLoadState('networkidle');
    expect(asked).toContain('/');
    expect(asked).not.toContain('/auth/session');
    await visitor.leave();
  });
});
