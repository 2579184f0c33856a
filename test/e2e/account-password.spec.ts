import { USER_POOL_REFUSALS } from '../../src/cognito/user-pool-refusals.js';
import { RequestFailed } from '../../src/http/failures/failure.js';
import { SESSION_ENGINE } from '../../src/session/engine.js';
import { letPass, realTime } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import { failNext } from '../support/held-engine.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const PATH = '/account/password';
const FORM = { current: 'Old-Passw0rd!', proposed: 'New-Passw0rd!' };
const CHANGED = 'Your password has been changed';
const statusOf = async (visitor: TestBrowser) => (await visitor.fetch('/auth/session')).status;
const CONFIRM = 'href="/auth/confirm?returnTo=%2Faccount%2Fpassword"';

describe('one’s own password', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    world.provider.userPool.reset();
    browser = world.browser();
    await browser.signIn();
    world.events.length = 0;
  });
  afterEach(realTime);

  const { click, submit } = {
    click: (target: string) => browser.click(target),
    submit: (form = FORM, visitor = browser) => visitor.submit(PATH, form),
  };
  const confirm = () => click(`/auth/confirm?returnTo=${PATH}`);
  const asked = () => world.provider.userPool.calls;

  it('can be changed by who has confirmed that it’s them, and the page says so once', async () => {
    const before = await click(PATH);
    expect(before.body).toContain(CONFIRM);
    expect(before.body).not.toContain('<form class="form"');
    const { url, body } = await confirm();
    expect(url.pathname).toBe(PATH);
    expect(body).toContain('autocomplete="current-password"');
    expect(body).toContain('autocomplete="new-password"');

    const answer = await submit();
    expect(answer.before.map(({ status }) => status)).toEqual([303]);
    expect(answer.body).toContain(CHANGED);
    expect(asked()).toEqual([
      {
        operation: 'ChangePassword',
        input: {
          AccessToken: world.provider.issued.at(-1)?.access_token,
          PreviousPassword: FORM.current,
          ProposedPassword: FORM.proposed,
        },
      },
    ]);
    expect((await click(PATH)).body).not.toContain(CHANGED);
  });

  it('is changed once for each confirmation', async () => {
    await confirm();
    await submit();
    const { status, body } = await submit();
    expect(status).toBe(422);
    expect(body).toContain('Nothing was changed');
    expect(body).toContain(CONFIRM);
    expect(asked()).toHaveLength(1);
  });

  it('ends all other sessions, and not this one', async () => {
    const [other, third] = [world.browser(), world.browser()];
    await other.signIn();
    await third.signIn();
    await confirm();
    await submit();
    expect(await Promise.all([browser, other, third].map(statusOf))).toEqual([200, 401, 401]);
  });

  it('is in the audit trail, with neither', async () => {
    await confirm();
    await submit();
    const told = world.eventsNamed('account.changed');
    const session = expect.stringMatching(/^[\w-]{43}$/);
    expect(told).toEqual([
      { name: 'account.changed', sub: alice.sub, session, change: 'password' },
    ]);
    for (const secret of Object.values(FORM)) {
      expect(JSON.stringify([world.events, world.log])).not.toContain(secret);
    }
  });

  it('is nobody’s to change who hasn’t confirmed', async () => {
    const other = world.browser();
    await other.signIn();
    await confirm();
    const answer = await submit(FORM, other);
    expect(answer.status).toBe(422);
    expect(answer.body).toContain(CONFIRM);
    const stranger = await world.browser().fetch(PATH, { method: 'POST' });
    expect([stranger.status, asked()]).toEqual([401, []]);
  });

  it('isn’t changed by a page of another site', async () => {
    await confirm();
    const { status } = await browser.submit(PATH, FORM, { from: 'https://evil.example' });
    expect([401, 403]).toContain(status);
    expect(asked()).toEqual([]);
  });

  it('isn’t changed once the confirmation is over', async () => {
    await confirm();
    letPass(601_000);
    expect((await submit()).body).toContain(CONFIRM);
    expect(asked()).toEqual([]);
  });

  it('asks to confirm anew where Cognito doesn’t take the token any more', async () => {
    await confirm();
    for (const operation of ['ChangePassword', 'GetUser']) {
      world.provider.userPool.refuse(operation, 'NotAuthorizedException');
    }
    const { status, body } = await submit();
    expect([status, body.includes(CONFIRM)]).toEqual([422, true]);
    world.provider.userPool.reset();
    expect((await submit()).status).toBe(422);
    expect(asked()).toEqual([]);
  });

  const refusals = [
    ['NotAuthorizedException', 'current', USER_POOL_REFUSALS.password_wrong],
    ['LimitExceededException', 'current', USER_POOL_REFUSALS.too_many_tries],
    ['UserNotFoundException', 'current', USER_POOL_REFUSALS.account_gone],
    ['InvalidPasswordException', 'proposed', USER_POOL_REFUSALS.password_weak],
    ['PasswordHistoryPolicyViolationException', 'proposed', USER_POOL_REFUSALS.password_used],
    ['InvalidParameterException', 'proposed', USER_POOL_REFUSALS.not_accepted],
  ] as const;
  it.each(refusals)('that is refused by %s says so at %s', async (error, field, message) => {
    await confirm();
    world.provider.userPool.refuse('ChangePassword', error);
    const { status, body } = await submit();
    expect(status).toBe(422);
    expect(problemAt(field, body)).toBe(message);
    expect(body).not.toContain('Passw0rd'); // neither what was typed nor what Cognito says of it
    world.provider.userPool.reset();
    expect((await submit()).body).toContain(CHANGED); // one may try again without confirming anew
  });

  it.each([
    ['no current one', { ...FORM, current: '' }, 'current', 'Enter your current password'],
    ['no new one', { ...FORM, proposed: '' }, 'proposed', 'Enter a new password'],
    ['the same', { ...FORM, proposed: FORM.current }, 'proposed', 'that isn’t your current one'],
  ] as const)('with %s is refused before Cognito is asked', async (_name, form, field, message) => {
    await confirm();
    const { status, body } = await submit(form);
    expect([status, asked()]).toEqual([422, []]);
    expect(problemAt(field, body)).toContain(message);
  });

  it('waits for a Cognito that can’t be asked, and nothing has changed', async () => {
    await confirm();
    world.provider.userPool.refuse('ChangePassword', 'TooManyRequestsException');
    const { status, headers } = await submit();
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    expect(world.eventsNamed('account.changed')).toEqual([]);
  });

  it('says that others stayed signed in, where the store failed after the change', async () => {
    const other = world.browser();
    await other.signIn();
    await confirm();
    const outage = new RequestFailed('session_store_unavailable');
    failNext(world.app.get(SESSION_ENGINE), 'forget', outage);
    const { body } = await submit();
    expect(body).toContain(CHANGED);
    expect(body).toContain('couldn’t be signed out elsewhere');
    expect(await statusOf(other)).toBe(200);
  });

  it('is a fragment for htmx, until it is changed: then the page says so, once', async () => {
    await confirm();
    const refused = await sendByHtmx(browser, { ...FORM, current: '' });
    expect([refused.status, refused.body.startsWith('<form')]).toEqual([422, true]);
    const { status, body, headers } = await sendByHtmx(browser, FORM);
    expect([status, body, headers['hx-redirect']]).toEqual([200, '', PATH]);
    expect((await click(PATH)).body).toContain(CHANGED);
    expect((await click(PATH)).body).not.toContain(CHANGED);
  });
});

/** What is said at the field. */
const problemAt = (field: string, body: string) =>
  new RegExp(`id="${field}-error"><span[^>]*></span>([^<]+)<`).exec(body)?.[1];

const sendByHtmx = (browser: TestBrowser, form: Record<string, string>) =>
  browser.htmx(PATH, {
    method: 'POST',
    page: PATH,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
