import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { contrastProblems, overflow, violations } from '../support/axe.js';
import { launchChromium } from '../support/chromium.js';
import { LocalStack } from '../support/local-stack.js';
import { Person } from '../support/person.js';
import { tour } from '../support/tour.js';
import { Visitor } from '../support/visitor.js';

const DESKTOP = { width: 1280, height: 720 };
const PHONE = { width: 390, height: 844 };
/** Also what is left of a desktop at a zoom of 400 % (WCAG 2.2, 1.4.10). */
const SMALLEST = { width: 320, height: 568 };

describe('every page, those of the local Cognito too', () => {
  let stack: LocalStack;
  let browser: Browser;
  let visitor: Visitor;
  const names: string[] = [];
  const titles = new Map<string, string>();
  const found = {
    light: [] as string[],
    dark: [] as string[],
    tooWide: [] as string[],
    headings: [] as string[],
  };

  /** One tour, since it takes its time; the tests below tell what was seen on it. */
  beforeAll(async () => {
    [stack, browser] = await Promise.all([LocalStack.start(), launchChromium()]);
    visitor = await Visitor.arrive(browser, { viewport: DESKTOP, reducedMotion: 'reduce' });
    const { page } = visitor;
    for await (const name of tour(stack, visitor, new Person(stack))) {
      await page.waitForLoadState();
      const note = (problem: string) => `${name}: ${problem}`;
      names.push(name);
      titles.set(await page.title(), name);
      await page.emulateMedia({ colorScheme: 'light' });
      found.light.push(...(await violations(page)).map(note));
      await page.emulateMedia({ colorScheme: 'dark' });
      found.dark.push(...(await contrastProblems(page)).map(note));
      for (const viewport of [PHONE, SMALLEST]) {
        await page.setViewportSize(viewport);
        found.tooWide.push(...(await overflow(page)).map(note));
      }
      await page.setViewportSize(DESKTOP);
      const headings = await page.getByRole('heading', { level: 1 }).count();
      if (headings !== 1) found.headings.push(note(`${headings} main headings`));
    }
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await stack.stop();
    await pause(1_000); // axe leaves a timer of a second behind, for which Jest would scold
  });

  it('is accessible', () => {
    expect(found.light).toEqual([]);
  });

  it('has enough contrast in the dark', () => {
    expect(found.dark).toEqual([]);
  });

  it('fits a phone, and a very small one, without scrolling sideways', () => {
    expect(found.tooWide).toEqual([]);
  });

  it('has one main heading, and a title that tells it from others', () => {
    expect(found.headings).toEqual([]);
    const unrefused = names.filter((name) => !/-(?:refused|new)$|^home/.test(name));
    expect(titles.size).toBeGreaterThanOrEqual(unrefused.length);
  });

  it('makes the browser complain of nothing', async () => {
    await expect(visitor.leave()).resolves.toBeUndefined();
  });
});
