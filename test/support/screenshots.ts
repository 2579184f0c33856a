/**
 * `npm run screenshots`: pictures of the pages and their states, taken from the product as it runs and
 * from the gallery of its parts. Nothing in them depends on chance or on the time, so that a change of a
 * picture is a change of a page.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { adminTour } from './admin-tour.js';
import { launchChromium } from './chromium.js';
import { galleryTour } from './gallery-tour.js';
import { LocalStack } from './local-stack.js';
import { Person } from './person.js';
import { tour } from './tour.js';
import { Visitor } from './visitor.js';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
/** Of the pages of the product; the gallery is shown whole. */
const SHOWN = new Set([
  'home-signed-out',
  'home-just-signed-in',
  'home-signed-in',
  'home-session-ended',
  'api-answer',
  'account',
  'account-name-new',
  'account-email',
  'account-email-refused',
  'account-code',
  'account-delete',
  'password-unconfirmed',
  'password',
  'password-refused',
  'authenticator',
  'authenticator-new',
  'sessions-alone',
  'sessions',
  'sessions-ended',
  'admin',
  'admin-users',
  'admin-users-nobody',
  'admin-invite',
  'admin-invite-refused',
  'admin-user',
  'admin-user-asked',
  'admin-user-disabled',
  'admin-last',
  'files-new',
  'files-refused',
  'files',
  'not-found',
  'login-refused',
  'hosted-sign-in',
  'hosted-totp-set-up',
]);
/** What lies over the window is shown as large as that. */
const COVERED = new Set(['parts-dialog', 'session-ending', 'admin-user-asked', 'admin-last']);
const SIZES = { desktop: { width: 1280, height: 720 }, phone: { width: 390, height: 844 } };

await mkdir(FOLDER, { recursive: true });
for (const file of await readdir(FOLDER)) await rm(join(FOLDER, file));
drawTheSameSecretEachTime();
const [stack, browser] = await Promise.all([LocalStack.start(), launchChromium()]);

const visitor = await Visitor.arrive(browser, { reducedMotion: 'reduce' });
for await (const name of tour(stack, visitor, new Person(stack, 'carol@example.com'))) {
  if (SHOWN.has(name)) await takePictures(visitor.page, name);
}
await visitor.leave();
const admin = await Visitor.arrive(browser, { reducedMotion: 'reduce' });
for await (const name of adminTour(stack, admin)) {
  if (SHOWN.has(name)) await takePictures(admin.page, name);
}
await admin.leave();
const guest = await Visitor.arrive(browser, { reducedMotion: 'reduce' });
for await (const name of galleryTour(guest.page)) {
  await takePictures(guest.page, name);
}
await guest.context.close();

await browser.close();
await stack.stop();

async function takePictures(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const path = join(FOLDER, `${name}-${size}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: !COVERED.has(name), caret: 'hide' });
    }
  }
}

/** The local Cognito runs in this process and draws the secret of an authenticator app from here. */
function drawTheSameSecretEachTime(): void {
  let drawn = 0;
  crypto.getRandomValues = (array) => {
    if (!(array instanceof Uint8Array)) throw new TypeError('Bytes alone are drawn here');
    for (let index = 0; index < array.length; index += 1) array[index] = (drawn += 89) % 251;
    return array;
  };
}
