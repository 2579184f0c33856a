import express, { type RequestHandler } from 'express';
import type { Page } from 'playwright-core';
import { serveAssets } from '../../src/http/answers/assets.js';
import { gallery, GALLERY } from './gallery.js';
import { HttpServer } from './http-server.js';

const SOMEBODY = { sub: 'somebody' };
const NOW = Date.UTC(2026, 10, 26, 12);
const SECOND = 1000;

/** Leads through the gallery, and through the states that a page comes into by itself. */
export async function* galleryTour(page: Page): AsyncGenerator<string> {
  const session = { now: NOW, endsAt: NOW + 204 * SECOND };
  const app = express()
    .use(serveAssets)
    .get('/auth/session', sessionAnswer(session))
    .use(
      '/gallery',
      gallery(() => SOMEBODY),
    );
  const server = await new HttpServer(app).start();
  const open = (name: string) => page.goto(`${server.origin}/gallery/${name}`);
  /** Time passes here alone, and stands still in between: a countdown shows the same for as long as one looks. */
  const passes = async (seconds: number) => {
    session.now += seconds * SECOND;
    await page.clock.setFixedTime(session.now);
    await page.clock.runFor(seconds * SECOND);
  };
  await page.clock.install({ time: NOW });
  await page.clock.setFixedTime(NOW);

  for (const name of GALLERY) {
    await open(name);
    yield `parts-${name}`;
  }
  await open('people');
  await page.locator('main .menu > summary').last().click();
  yield 'parts-row-menu';
  await open('settings');
  await page.locator('.user-menu > summary').click();
  yield 'user-menu';
  await open('settings');
  await page.getByRole('link', { name: 'Delete…' }).click();
  await page.getByRole('dialog').waitFor();
  yield 'parts-dialog';

  await page.context().setOffline(true);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Change' }).first().click();
  await page.getByText('can’t be reached').waitFor();
  yield 'no-answer';
  await page.context().setOffline(false);

  await open('settings');
  await page.getByRole('link', { name: 'Change' }).first().click();
  await page.getByLabel('Your name').fill('Grace Brewster Hopper');
  await passes(102);
  await page.getByText('Your session ends in').waitFor();
  yield 'session-ending';
  await passes(103);
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
  yield 'session-ended';
  session.now = NOW;
  await page.clock.setFixedTime(NOW);
  await open('name');
  await page.getByText('You typed something here').waitFor();
  yield 'session-kept';
  await server.stop();
}

const sessionAnswer =
  (session: { now: number; endsAt: number }): RequestHandler =>
  (_request, response) => {
    const { now, endsAt } = session;
    response
      .status(now < endsAt ? 200 : 401)
      .set('Date', new Date(now).toUTCString())
      .json({ user: SOMEBODY, expiresAt: iso(endsAt + 1), idleExpiresAt: iso(endsAt) });
  };

const iso = (time: number) => new Date(time).toISOString();
