import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong with a page. It leaves a timer of a second behind, for which Jest would scold. */
export const violations = (page: Page) => found(axe(page).withTags(RULES));

/** The same for what depends on the colours alone. */
export const contrastProblems = (page: Page) => found(axe(page).withRules(['color-contrast']));

/** By how much a page is wider than its window. */
export async function overflow(page: Page): Promise<string[]> {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  return content > window ? [`${content - window}px wider than ${window}px`] : [];
}

/** Legacy mode leaves out foreign frames, which no page has, and takes half the time. */
const axe = (page: Page) => new AxeBuilder({ page }).setLegacyMode(true);

async function found(builder: AxeBuilder): Promise<string[]> {
  const report = await builder.analyze();
  return report.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  );
}
