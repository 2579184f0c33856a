import type { Page } from 'playwright-core';

/** Where the home page's button puts what the API says, once it has said something that is no failure. */
export const API_ANSWER = '#api-response > :not(.blank, [role=alert])';

/** Presses the home page's button that calls the API, by whichever page of ours, and waits for an answer. */
export async function callTheApi(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Call the API', exact: true }).click();
  await page.locator(API_ANSWER).first().waitFor();
}

/** The page that the button opens where there are no scripts: its path. */
export async function pageOfTheApi(page: Page): Promise<string> {
  const button = page.getByRole('button', { name: 'Call the API', exact: true });
  return (await page.locator('form').filter({ has: button }).getAttribute('action')) ?? '';
}
