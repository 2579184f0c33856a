import { ElevationRecords } from '../../src/session/elevation-records.js';
import { SESSION_ENGINE } from '../../src/session/engine.js';
import { SessionIndex } from '../../src/session/session-index.js';
import { RequestFailed } from '../../src/http/failures/failure.js';
import { USER_POOL_REFUSALS } from '../../src/cognito/user-pool-refusals.js';
import { letPass, realTime } from '../support/clock.js';
import { alice, bob } from '../support/cognito-shapes.js';
import { failNext } from '../support/held-engine.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const PATH = '/account/delete';
const DELETED = 'Your account has been deleted';
const BUTTON = 'Delete my account';
const CONFIRM = 'href="/auth/confirm?returnTo=%2Faccount%2Fdelete"';
const statusOf = async (visitor: TestBrowser) => (await visitor.fetch('/auth/session')).status;

describe('one’s own account', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    world.provider.userPool.reset();
    world.provider.person = bob; // who is in no group
    browser = world.browser();
    await browser.signIn();
    world.events.length = 0;
  });
  afterEach(async () => {
    realTime();
    await world.app.get(SessionIndex).endAll(bob.sub);
  });

  const confirm = () => browser.click(`/auth/confirm?returnTo=${PATH}`);
  const remove = (visitor = browser) => visitor.submit(PATH);
  const asked = () => world.provider.userPool.operations;

  it('is deleted by who has confirmed that it’s them, and the way leads home, signed out', async () => {
    const before = await browser.click(PATH);
    expect(before.body).toContain(CONFIRM);
    expect(before.body).not.toContain(BUTTON);
    expect((await confirm()).body).toContain(BUTTON);
    const [other, stranger] = [world.browser(), world.browser()];
    await other.signIn();
    world.provider.person = alice;
    await stranger.signIn();

    const logouts = world.provider.calls.logout.length;
    const answer = await remove();
    expect(answer.url.href).toBe(`${world.origin}/`);
    expect(answer.body).toContain(DELETED);
    expect(answer.body).not.toContain('Your session has ended');
    expect(world.provider.calls.logout).toHaveLength(logouts + 1); // Cognito's own session too
    expect(world.provider.userPool.calls).toEqual([
      { operation: 'DeleteUser', input: { AccessToken: expect.stringMatching(/^ey/) } },
    ]);
    expect(await Promise.all([browser, other, stranger].map(statusOf))).toEqual([401, 401, 200]);
    expect(browser.sessionCookie()).toBeUndefined();
    expect((await browser.click('/')).body).not.toContain(DELETED);
  });

  it('leaves nothing behind but the audit trail', async () => {
    await confirm();
    const id = /^s:([^.]+)/.exec(decodeURIComponent(browser.cookie('session') ?? ''))?.[1] ?? '';
    await remove();
    expect(await world.app.get(SessionIndex).list(bob.sub)).toEqual([]);
    expect(await world.app.get(ElevationRecords).get(id)).toBeUndefined();
    const session = expect.stringMatching(/^[\w-]{43}$/);
    expect(world.events.slice(-2)).toEqual([
      { name: 'account.deleted', sub: bob.sub, session },
      { name: 'session.ended', sub: bob.sub, session, reason: 'account_deleted' },
    ]);
  });

  it('isn’t deleted without a confirmation, nor by one that is over, nor from another site', async () => {
    const answers = [await remove()];
    await confirm();
    const foreign = await browser.submit(PATH, {}, { from: 'https://evil.example' });
    expect([401, 403]).toContain(foreign.status);
    letPass(601_000);
    answers.push(await remove());
    for (const { status, body } of answers) {
      expect([status, body.includes('Nothing was changed')]).toEqual([422, true]);
      expect(body).toContain(CONFIRM);
    }
    expect([asked(), await statusOf(browser)]).toEqual([[], 200]);
  });

  it('of an administrator stays: they would be the last one some day', async () => {
    world.provider.person = alice;
    const admin = world.browser();
    await admin.signIn();
    const { body } = await admin.click(PATH);
    expect(body).toContain(USER_POOL_REFUSALS.is_administrator);
    expect(body).not.toContain(BUTTON);
    await admin.click(`/auth/confirm?returnTo=${PATH}`);
    const answer = await remove(admin);
    expect([answer.status, answer.body.includes(BUTTON)]).toEqual([422, false]);
    expect(answer.body).toContain(USER_POOL_REFUSALS.is_administrator);
    expect([asked(), await statusOf(admin)]).toEqual([[], 200]);
    expect(world.eventsNamed('account.change_refused')).toEqual([
      expect.objectContaining({ change: 'deletion', reason: 'is_administrator' }),
    ]);
  });

  it('of somebody who became one since they signed in stays too', async () => {
    world.provider.nextAccessToken((claims) => ({ ...claims, 'cognito:groups': ['admins'] }));
    await confirm();
    const { status, body } = await remove();
    expect([status, body.includes(USER_POOL_REFUSALS.is_administrator)]).toEqual([422, true]);
    expect(asked()).toEqual([]);
  });

  it.each([
    ['NotAuthorizedException', USER_POOL_REFUSALS.not_allowed],
    ['LimitExceededException', USER_POOL_REFUSALS.too_many_tries],
  ])('that Cognito keeps (%s) stays, and the page says why', async (error, message) => {
    await confirm();
    world.provider.userPool.refuse('DeleteUser', error);
    const { status, body } = await remove();
    expect([status, body.includes(message)]).toEqual([422, true]);
    expect(await statusOf(browser)).toBe(200);
  });

  it('that an administrator has deleted meanwhile is as good as deleted', async () => {
    await confirm();
    world.provider.userPool.refuse('DeleteUser', 'UserNotFoundException');
    expect((await remove()).body).toContain(DELETED);
    expect(await statusOf(browser)).toBe(401);
  });

  it('waits for a Cognito that can’t be asked', async () => {
    await confirm();
    world.provider.userPool.refuse('DeleteUser', 'TooManyRequestsException');
    const { status, headers } = await remove();
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    expect(await statusOf(browser)).toBe(200);
    expect(world.eventsNamed('account.deleted')).toEqual([]);
  });

  it('whose sessions a store that fails doesn’t end can be tried again', async () => {
    const other = world.browser();
    await other.signIn();
    await confirm();
    failNext(world.app.get(SESSION_ENGINE), 'end', new RequestFailed('session_store_unavailable'));
    expect((await remove()).status).toBe(503);
    world.provider.userPool.refuse('DeleteUser', 'UserNotFoundException');
    expect((await remove()).body).toContain(DELETED);
    expect(await Promise.all([browser, other].map(statusOf))).toEqual([401, 401]);
  });

  it('leads home for htmx too', async () => {
    await confirm();
    const first = await browser.htmx(PATH, { method: 'POST', page: PATH });
    expect([first.status, first.location?.pathname]).toEqual([307, '/auth/logout']);
    const { headers } = await browser.htmx('/auth/logout', { method: 'POST', page: PATH });
    expect(String(headers['hx-redirect'])).toMatch(/\/logout\?client_id=/);
    expect((await browser.click('/')).body).toContain(DELETED);
  });
});
