/** `npm run screenshots`: pictures of the pages for the README, taken from the product as it runs. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from './chromium.js';
import { LocalStack } from './local-stack.js';
import { Person } from './person.js';
import { tour } from './tour.js';
import { Visitor } from './visitor.js';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
const SHOWN = new Set([
  'home-signed-out',
  'home-signed-in',
  'not-found',
  'hosted-sign-in',
  'hosted-totp-set-up',
]);
const SIZES = { desktop: { width: 1280, height: 480 }, phone: { width: 390, height: 600 } };

await mkdir(FOLDER, { recursive: true });
const [stack, browser] = await Promise.all([LocalStack.start(), launchChromium()]);
const visitor = await Visitor.arrive(browser, { reducedMotion: 'reduce' });
const { page } = visitor;
for await (const name of tour(stack, visitor, new Person(stack, 'carol@example.com'))) {
  if (!SHOWN.has(name)) continue;
  await page.mouse.move(0, 0);
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const path = join(FOLDER, `${name}-${size}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
    }
  }
}
await visitor.leave();
await browser.close();
await stack.stop();
