import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { contrastProblems, overflow, violations } from '../support/axe.js';
import { launchChromium } from '../support/chromium.js';
import { LocalStack } from '../support/local-stack.js';
import { Person } from '../support/person.js';
import { Visitor, Visitors } from '../support/visitor.js';

const PATH = '/account/files';
const MEGABYTE = 1024 * 1024;

type Profile = Awaited<ReturnType<BrowserContext['storageState']>>;

const folder = mkdtempSync(join(tmpdir(), 'files-to-upload-'));

/** A file of a size. */
function file(name: string, size = 7): string {
  const path = join(folder, name);
  writeFileSync(path, Buffer.alloc(size, 'x'));
  return path;
}

describe('files of one’s own', () => {
  let stack: LocalStack;
  let browser: Browser;
  /** Browser profiles of two people: signing in takes a code each time, of which there are few. */
  let ann: Profile;
  let ben: Profile;
  const visitors = new Visitors();

  beforeAll(async () => {
    [stack, browser] = await Promise.all([LocalStack.start(), launchChromium()]);
    [ann, ben] = [await signUp(), await signUp()];
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await stack.stop();
    rmSync(folder, { recursive: true });
    await pause(1_000); // axe leaves a timer of a second behind, for which Jest would scold
  });
  afterEach(() => visitors.leave());

  async function signUp(): Promise<Profile> {
    const visitor = await Visitor.arrive(browser);
    await new Person(stack).signUp(visitor.page);
    const profile = await visitor.context.storageState();
    await visitor.leave();
    return profile;
  }
  const arrive = async (storageState: Profile, options: BrowserContextOptions = {}) => {
    const profile = { storageState, reducedMotion: 'reduce' } as const;
    const visitor = await visitors.arrive(browser, { ...profile, ...options });
    await visitor.page.goto(stack.origin + PATH);
    return visitor;
  };

  it.each([
    ['with scripts', true],
    ['without scripts', false],
  ])('come, are had and go, %s', async (how, javaScriptEnabled) => {
    const name = `holiday ${how}.pdf`;
    const { page } = await arrive(ann, { javaScriptEnabled });
    await upload(page, name);
    await page.getByRole('status').getByText(`${name} is uploaded`).waitFor();
    expect(new URL(page.url()).origin).toBe(stack.origin);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: `Download ${name}` }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(name);
    expect(readFileSync(await download.path(), 'utf8')).toBe('xxxxxxx');

    await page.getByRole('link', { name: `Delete ${name}` }).click();
    await page.getByRole('heading', { name: `Delete ${name}?` }).waitFor();
    await page.getByRole('button', { name: 'Delete the file' }).click();
    await page.getByRole('status').getByText('The file is deleted').waitFor();
    expect(await rowOf(page, name).count()).toBe(0);
  });

  it('show how much of one has gone, and can be stopped on their way', async () => {
    const { page, context } = await arrive(ann);
    const held = Promise.withResolvers<void>();
    await context.route(`${stack.files.url}/**`, async (route) => {
      await held.promise;
      await route.continue().catch(() => undefined); // it was stopped
    });
    await upload(page, 'large.zip', 3 * MEGABYTE);
    const progress = page.getByRole('progressbar', { name: 'How much of the file is uploaded' });
    await progress.waitFor();
    expect(await page.getByRole('button', { name: 'Upload' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await problem(page).getByText('You stopped the upload').waitFor();
    expect(await progress.isVisible()).toBe(false);
    held.resolve();
    await context.unroute(`${stack.files.url}/**`);

    // What was chosen is still chosen.
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByText('large.zip is uploaded').waitFor();
  });

  it('tell how far they are, from nothing to all', async () => {
    const { page } = await arrive(ann);
    await page.evaluate(() => {
      const shares: number[] = [];
      const observed = document.querySelector('.upload-progress > span');
      new MutationObserver(() => shares.push(parseInt(observed?.textContent ?? '', 10))).observe(
        document.querySelector('.upload-progress') ?? document,
        { childList: true, characterData: true, subtree: true },
      );
      window.addEventListener('pagehide', () => {
        sessionStorage.setItem('shares', JSON.stringify(shares));
      });
    });
    await upload(page, 'larger.zip', 20 * MEGABYTE);
    await page.getByText('larger.zip is uploaded').waitFor();
    const shares: number[] = JSON.parse(
      (await page.evaluate(() => sessionStorage.getItem('shares'))) ?? '[]',
    );
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
    expect([shares.at(0), shares.at(-1)]).toEqual([0, 100]);
  });

  it('that aren’t taken are named at the field, which keeps its choice and the focus', async () => {
    const { page, expectComplaint } = await arrive(ann);
    const field = page.getByLabel('New file');
    for (const [name, size, says] of [
      ['page.html', 7, 'This type of file isn’t taken'],
      ['empty.txt', 0, 'This file is empty'],
      ['huge.zip', 25 * MEGABYTE + 1, 'Up to 25 MB are taken'],
    ] as const) {
      await upload(page, name, size);
      await problem(page).getByText(says).waitFor();
      expect(await field.inputValue()).toContain(name);
      expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      await expectComplaint(/422/);
    }
    expect(await violations(page)).toEqual([]);
  });

  it('that break off, or that the bucket refuses, are said to have, and can be sent again', async () => {
    const { page, context, expectComplaint } = await arrive(ann);
    const bucket = `${stack.files.url}/**`;
    await context.route(bucket, (route) => route.abort('connectionreset'));
    await upload(page, 'broken.txt');
    await problem(page).getByText('The upload broke off').waitFor();
    await expectComplaint(/ERR_CONNECTION_RESET/);
    await context.unroute(bucket);

    await context.route(`${stack.origin}${PATH}`, async (route) => {
      const answer = await route.fetch();
      const form = await answer.json();
      await route.fulfill({ json: { ...form, fields: { ...form.fields, Policy: 'e30=' } } });
    });
    await page.getByRole('button', { name: 'Upload' }).click();
    await problem(page).getByText('The file wasn’t taken').waitFor();
    await expectComplaint(/403/);
    await context.unroute(`${stack.origin}${PATH}`);

    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByText('broken.txt is uploaded').waitFor();
    await page.waitForLoadState();
    expect(await rowOf(page, 'broken.txt').count()).toBe(1);
  });

  it('lead to the login where the session is over', async () => {
    const { page, context, expectComplaint } = await arrive(ann);
    await page.getByLabel('New file').setInputFiles(file('late.txt'));
    await context.clearCookies({ name: 'session' });
    await page.getByRole('button', { name: 'Upload' }).click();
    // The page is another one now: nothing is chosen there.
    await page.locator('#file:invalid').waitFor();
    await page.waitForURL(stack.origin + PATH);
    await expectComplaint(/401/);
    expect(await rowOf(page, 'late.txt').count()).toBe(0);
  });

  it('are seen by nobody else, in their browser', async () => {
    const { page } = await arrive(ann);
    await upload(page, 'diary.txt');
    await page.getByText('diary.txt is uploaded').waitFor();
    const link = await page.getByRole('link', { name: 'Download diary.txt' }).getAttribute('href');
    const { page: his } = await arrive(ben);
    expect(await his.getByText('diary.txt').count()).toBe(0);
    await his.goto(stack.origin + link);
    await his.getByText('That file isn’t there any more').waitFor();
    await his.goto(`${stack.origin}${link}/delete`);
    await his.getByText('That file isn’t there any more').waitFor();
    await page.reload();
    expect(await rowOf(page, 'diary.txt').count()).toBe(1);
  });

  it('leave nothing of their signatures in the browser, and none of their page is too wide', async () => {
    const { page } = await arrive(ann, { viewport: { width: 390, height: 844 } });
    await upload(page, `${'a-long-name-without-a-blank'.repeat(6)}.pdf`);
    await page.getByText('is uploaded').waitFor();
    const kept = await page.evaluate(() => [localStorage, sessionStorage].flatMap(Object.entries));
    const cookies = await page.context().cookies();
    expect(JSON.stringify([kept, cookies])).not.toMatch(/policy|amz|signature/i);
    expect(await overflow(page)).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await contrastProblems(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 568 });
    expect(await overflow(page)).toEqual([]);
  });
});

const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
async function upload(page: Page, name: string, size?: number) {
  await page.getByLabel('New file').setInputFiles(file(name, size));
  await page.getByRole('button', { name: 'Upload' }).click();
}
const problem = (page: Page) => page.getByRole('alert').filter({ visible: true });
