import { USER_POOL_REFUSALS } from '../../src/cognito/user-pool-refusals.js';
import { RequestFailed } from '../../src/http/failures/failure.js';
import { SESSION_ENGINE } from '../../src/session/engine.js';
import { letPass, realTime } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import { failNext } from '../support/held-engine.js';
import type { Answer, TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const PATH = '/account';
const NAME = 'Alice Liddell';
const EMAIL = 'alice.liddell@example.org';
const MAILED = { CodeDeliveryDetailsList: [{ AttributeName: 'email', Destination: 'a***@e***' }] };
const NAME_CHANGED = 'Your name has been changed';
const EMAIL_CHANGED = 'Your e-mail address has been changed';
const CONFIRM = 'href="/auth/confirm?returnTo=%2Faccount%3Fchange%3D';

const statusOf = async (visitor: TestBrowser) => (await visitor.fetch('/auth/session')).status;

/** What is said at the field. */
const problemAt = (field: string, body: string) =>
  new RegExp(`id="${field}-error"><span[^>]*></span>([^<]+)<`).exec(body)?.[1];

let world: World;
let browser: TestBrowser;

beforeAll(async () => {
  world = await World.start({ ALLOWED_EMAIL_DOMAINS: 'example.com, example.org' });
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.provider.userPool.reset();
  world.provider.userPool.answer('UpdateUserAttributes', MAILED);
  browser = world.browser();
  await browser.signIn();
  world.events.length = 0;
});
afterEach(realTime);

const pool = () => world.provider.userPool;
const submit = (form: Record<string, string>, visitor = browser) => visitor.submit(PATH, form);
const rename = (name = NAME, visitor = browser) => submit({ change: 'name', name }, visitor);
const mailCode = (email = EMAIL) => submit({ change: 'email', email });
const enter = (code = '123456') => submit({ change: 'code', code });
const confirm = (change: string) =>
  browser.click(`/auth/confirm?returnTo=${encodeURIComponent(`${PATH}?change=${change}`)}`);
/** The next ID token, which a change brings. */
const becomes = (claims: object) =>
  world.provider.nextIdToken((before) => ({ ...before, ...claims }));

const sendByHtmx = (form: Record<string, string>) =>
  browser.htmx(PATH, {
    method: 'POST',
    page: PATH,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });

const isSetting = ({ body }: Answer, id: string) =>
  body.startsWith(`<section class="setting" id="${id}"`);

describe('one’s own name', () => {
  it('is changed by who has confirmed that it’s them, and is there at once', async () => {
    const before = await browser.click(`${PATH}?change=name`);
    expect(before.body).toContain(`${CONFIRM}name`);
    expect((await confirm('name')).body).toContain('autocomplete="name"');
    becomes({ name: NAME });
    const answer = await rename(`  ${NAME} `);
    expect(answer.before.map(({ status }) => status)).toEqual([303]);
    expect(answer.body).toContain(NAME_CHANGED);
    expect(answer.body).toContain(`<div class="value">${NAME}</div>`);
    expect(pool().calls).toEqual([
      {
        operation: 'UpdateUserAttributes',
        input: {
          AccessToken: expect.stringMatching(/^ey/),
          UserAttributes: [{ Name: 'name', Value: NAME }],
        },
      },
    ]);
    expect(world.eventsNamed('account.changed')).toEqual([
      expect.objectContaining({ sub: alice.sub, change: 'name' }),
    ]);
    expect((await browser.click(PATH)).body).not.toContain(NAME_CHANGED);
  });

  it('is changed once for each confirmation, and nobody is signed out', async () => {
    const other = world.browser();
    await other.signIn();
    await confirm('name');
    await rename();
    const { status, body } = await rename();
    expect([status, body.includes(`${CONFIRM}name`)]).toEqual([422, true]);
    expect(pool().calls).toHaveLength(1);
    expect(await Promise.all([browser, other].map(statusOf))).toEqual([200, 200]);
  });

  it.each([
    ['nothing', '', 'Enter your name'],
    ['blanks', ' \t ', 'Enter your name'],
    ['a novel', 'x'.repeat(201), 'at most 200'],
    ['a line break', 'Ali\nce', 'Leave out line breaks'],
    ['what turns the text around', 'Ali\u202ece', 'Leave out line breaks'],
  ])('can’t be %s, and stays in its field', async (_what, name, message) => {
    await confirm('name');
    const { status, body } = await rename(name);
    expect([status, pool().calls]).toEqual([422, []]);
    expect(problemAt('name', body)).toContain(message);
    await rename();
    expect(pool().operations).toEqual(['UpdateUserAttributes']);
  });

  it.each(['Ὑπατία', '李小龙', 'می‌خواهم', "O'Neill-Müller, Jr.", '<b>&"', '👩‍👩‍👧'])(
    'may be %s',
    async (name) => {
      await confirm('name');
      becomes({ name });
      expect((await rename(name)).body).toContain(NAME_CHANGED);
      expect(pool().calls[0]?.input['UserAttributes']).toEqual([{ Name: 'name', Value: name }]);
    },
  );

  it('that can’t be shown yet is changed all the same, and the page says so', async () => {
    await confirm('name');
    world.provider.failToken(503, 'unavailable');
    expect((await rename()).body).toContain('shows it in a few minutes');
    world.forgetFailures();
  });

  it.each([
    ['InvalidParameterException', USER_POOL_REFUSALS.not_accepted],
    ['NotAuthorizedException', USER_POOL_REFUSALS.not_allowed],
    ['LimitExceededException', USER_POOL_REFUSALS.too_many_tries],
  ])('that is refused by %s says so at its field', async (error, message) => {
    await confirm('name');
    pool().refuse('UpdateUserAttributes', error);
    const { status, body } = await rename();
    expect([status, problemAt('name', body)]).toEqual([422, message]);
    expect(body).toContain(`value="${NAME}"`);
    expect(body).not.toContain('Passw0rd'); // what Cognito says
  });
});

describe('one’s own e-mail address', () => {
  it('is changed by the code that was mailed to the new one, and is there at once', async () => {
    const before = await browser.click(`${PATH}?change=email`);
    expect(before.body).toContain(`${CONFIRM}email`);
    await confirm('email');
    const waiting = await mailCode();
    expect(waiting.url.search).toBe('?change=code');
    expect(waiting.body).toContain('The code is on its way');
    expect(waiting.body).toContain(alice.email);
    expect((await browser.click(PATH)).body).toContain(`${EMAIL} takes its place`);

    becomes({ email: EMAIL });
    const { body } = await enter(' 123 456 ');
    expect(body).toContain(EMAIL_CHANGED);
    expect(body).toContain(`<div class="value">${EMAIL}</div>`);
    expect(body).not.toContain(alice.email);
    expect((await browser.fetch('/auth/session')).json()).toMatchObject({ user: { email: EMAIL } });
    const token = expect.stringMatching(/^ey/);
    expect(pool().calls).toEqual([
      {
        operation: 'UpdateUserAttributes',
        input: { AccessToken: token, UserAttributes: [{ Name: 'email', Value: EMAIL }] },
      },
      {
        operation: 'VerifyUserAttribute',
        input: { AccessToken: token, AttributeName: 'email', Code: '123456' },
      },
    ]);
    expect(world.eventsNamed('account.changed')).toEqual([
      expect.objectContaining({ sub: alice.sub, change: 'email' }),
    ]);
    expect(JSON.stringify([world.events, world.log])).not.toContain('123456');
  });

  it('ends all other sessions, once it is changed', async () => {
    const other = world.browser();
    await other.signIn();
    await confirm('email');
    await mailCode();
    expect(await statusOf(other)).toBe(200);
    await enter();
    expect(await Promise.all([browser, other].map(statusOf))).toEqual([200, 401]);
  });

  it('waits for its code longer than a confirmation lasts', async () => {
    await confirm('email');
    await mailCode();
    letPass(601_000);
    const late = await enter();
    expect([late.status, late.body.includes(`${CONFIRM}code`)]).toEqual([422, true]);
    expect(pool().operations).toEqual(['UpdateUserAttributes']);
    expect((await confirm('code')).body).toContain(EMAIL);
    expect((await enter()).body).toContain(EMAIL_CHANGED);
  });

  it('has another code mailed by asking Cognito for the same change again', async () => {
    await confirm('email');
    await mailCode();
    expect((await mailCode()).body).toContain('The code is on its way');
    expect(pool().operations).toEqual(['UpdateUserAttributes', 'UpdateUserAttributes']);
    pool().answer('UpdateUserAttributes', {}); // a pool that has the new address by now
    await mailCode();
    expect(pool().operations.at(-1)).toBe('GetUserAttributeVerificationCode');
  });

  it('has no other code mailed too often, and the one that came can be given', async () => {
    await confirm('email');
    await mailCode();
    pool().refuse('UpdateUserAttributes', 'LimitExceededException');
    const { status, body } = await mailCode();
    expect([status, problemAt('code', body)]).toEqual([422, USER_POOL_REFUSALS.too_many_tries]);
    expect((await enter()).body).toContain(EMAIL_CHANGED);
  });

  it.each([
    ['nothing', '', 'Enter your new'],
    ['no address', 'alice', 'such as name@example.com'],
    ['two', 'a@example.com, b@example.com', 'such as name@example.com'],
    ['the one that it is', alice.email.toUpperCase(), 'already'],
    ['one in another domain', 'alice@example.net', 'in example.com or example.org'],
    ['one that only looks like it', 'alice@evil.test@example.com', 'such as name@example.com'],
    ['one that mail servers read in two ways', '"a"@example.com', 'in example.com or example.org'],
  ])('can’t be %s, and Cognito isn’t asked', async (_what, email, message) => {
    await confirm('email');
    const { status, body } = await mailCode(email);
    expect([status, pool().calls]).toEqual([422, []]);
    expect(problemAt('email', body)).toContain(message);
  });

  it.each([
    ['AliasExistsException', USER_POOL_REFUSALS.email_taken],
    ['CodeDeliveryFailureException', USER_POOL_REFUSALS.mail_undeliverable],
    ['InvalidParameterException', USER_POOL_REFUSALS.not_accepted],
    ['NotAuthorizedException', USER_POOL_REFUSALS.not_allowed],
  ])('that is refused by %s says so, and is still in its field', async (error, message) => {
    await confirm('email');
    pool().refuse('UpdateUserAttributes', error);
    const { status, body } = await mailCode();
    expect([status, problemAt('email', body)]).toEqual([422, message]);
    expect(body).toContain(`value="${EMAIL}"`);
    expect((await browser.click(PATH)).body).not.toContain(EMAIL);
  });

  it.each([
    ['CodeMismatchException', USER_POOL_REFUSALS.mailed_code_wrong],
    ['ExpiredCodeException', USER_POOL_REFUSALS.mailed_code_over],
    ['LimitExceededException', USER_POOL_REFUSALS.too_many_tries],
  ])('with a code that is refused by %s says so, and one may try again', async (error, message) => {
    await confirm('email');
    await mailCode();
    pool().refuse('VerifyUserAttribute', error);
    const { status, body } = await enter();
    expect([status, problemAt('code', body)]).toEqual([422, message]);
    pool().answer('VerifyUserAttribute', {});
    expect((await enter()).body).toContain(EMAIL_CHANGED);
  });

  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６'])(
    'isn’t changed by what is no code: %j',
    async (code) => {
      await confirm('email');
      await mailCode();
      const { status, body } = await enter(code);
      expect([status, problemAt('code', body)]).toEqual([422, 'Enter the six digits of the mail']);
      expect(pool().operations).not.toContain('VerifyUserAttribute');
    },
  );

  it('that somebody else took while the code was on its way asks for another', async () => {
    await confirm('email');
    await mailCode();
    pool().refuse('VerifyUserAttribute', 'AliasExistsException');
    const { status, body } = await enter();
    expect([status, problemAt('email', body)]).toEqual([422, USER_POOL_REFUSALS.email_taken]);
    expect((await browser.click(PATH)).body).not.toContain(EMAIL);
  });

  it('isn’t changed by a code that nobody waits for', async () => {
    await confirm('email');
    const { status, body } = await enter();
    expect([status, pool().calls]).toEqual([422, []]);
    expect(problemAt('email', body)).toContain('no code is waited for');
  });

  it('says that others stayed signed in, where the store failed after the change', async () => {
    await confirm('email');
    await mailCode();
    const outage = new RequestFailed('session_store_unavailable');
    failNext(world.app.get(SESSION_ENGINE), 'forget', outage);
    expect((await enter()).body).toContain('couldn’t be signed out elsewhere');
  });
});

describe('either', () => {
  const attempts: [what: string, form: Record<string, string>][] = [
    ['the name', { change: 'name', name: NAME }],
    ['no name', { change: 'name', name: '' }],
    ['the address', { change: 'email', email: EMAIL }],
    ['no address', { change: 'email', email: '' }],
    ['the code', { change: 'code', code: '123456' }],
    ['no code', { change: 'code', code: '' }],
  ];
  it.each(attempts)('is nobody’s to change who hasn’t confirmed: %s', async (_what, form) => {
    const victim = world.browser();
    await victim.signIn();
    await confirm('name'); // in another session of the same person
    const answer = await submit(form, victim);
    expect([answer.status, answer.body.includes(CONFIRM)]).toEqual([422, true]);
    expect((await world.browser().fetch(PATH, { method: 'POST' })).status).toBe(401);
    const foreign = await browser.submit(PATH, form, { from: 'https://evil.example' });
    expect([401, 403]).toContain(foreign.status);
    expect(pool().calls).toEqual([]);
  });

  it('waits for a Cognito that can’t be asked, and nothing has changed', async () => {
    await confirm('name');
    pool().refuse('UpdateUserAttributes', 'TooManyRequestsException');
    for (const answer of [await rename(), await mailCode()]) {
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
    }
    expect(world.eventsNamed('account.changed')).toEqual([]);
    expect((await browser.click(PATH)).body).not.toContain(EMAIL);
  });

  it('opens in place for htmx, and stays there with what is wrong', async () => {
    await confirm('name');
    const opened = await browser.htmx(`${PATH}?change=name`, { page: PATH });
    expect([opened.status, isSetting(opened, 'name-setting')]).toEqual([200, true]);
    const refused = await sendByHtmx({ change: 'email', email: 'x' });
    expect([refused.status, isSetting(refused, 'email-setting')]).toEqual([422, true]);
    const done = await sendByHtmx({ change: 'name', name: NAME });
    expect([done.status, done.headers['hx-redirect']]).toEqual([200, PATH]);
  });

  it('asks nothing of Cognito to be looked at, and takes any address for what it is', async () => {
    const asked = world.provider.calls.token.length;
    for (const query of ['', '?change=', '?change=everything', '?change=name&change=email', '?x']) {
      const { status, body } = await browser.click(PATH + query);
      expect([status, body.includes('<h1>Profile</h1>')]).toEqual([200, true]);
    }
    expect([pool().calls, world.provider.calls.token.length]).toEqual([[], asked]);
  });
});
