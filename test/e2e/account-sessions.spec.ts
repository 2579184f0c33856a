import { RequestFailed } from '../../src/http/failures/failure.js';
import { SESSION_ENGINE, type SessionEngine } from '../../src/session/engine.js';
import { SessionIndex } from '../../src/session/session-index.js';
import { letPass, realTime } from '../support/clock.js';
import { alice, bob } from '../support/cognito-shapes.js';
import { failNext } from '../support/held-engine.js';
import type { Answer, TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const PATH = '/account/sessions';
const HOUR = 3_600_000;
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

describe('the sessions of one’s own', () => {
  let world: World;
  let here: TestBrowser;
  let there: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    for (const { sub } of [alice, bob]) await world.app.get(SessionIndex).endAll(sub);
    there = await signedIn(alice, SAFARI);
    here = await signedIn(alice, FIREFOX);
    world.events.length = 0;
  });
  afterEach(realTime);

  async function signedIn(person = alice, userAgent = FIREFOX): Promise<TestBrowser> {
    world.provider.person = person;
    const browser = world.browser();
    const headers = { 'user-agent': userAgent };
    let { location } = await browser.click('/auth/login', { follow: false });
    while (location) {
      ({ location } = await browser.navigate(location.href, { follow: false, headers }));
    }
    return browser;
  }
  const endOne = (session: string) => here.submit(PATH, { end: 'one', session });
  const ended = () => world.eventsNamed('session.ended');

  it('are listed in words, this one first and marked', async () => {
    letPass(2 * HOUR);
    await there.navigate('/', { headers: { 'user-agent': SAFARI } }); // ended by itself, in half an hour
    const other = await signedIn(alice, SAFARI);
    letPass(5 * 60_000);
    const now = await signedIn(alice, FIREFOX);
    letPass(2 * 60_000);
    const { body } = await now.navigate(PATH);
    expect(entriesIn(body)).toEqual([
      `Firefox on Windows This session In use now Signed in 2 minutes ago · ${now.address} Sign out of this session`,
      `Safari on iPhone Last used 7 minutes ago Signed in 7 minutes ago · ${other.address} Sign out of Safari on iPhone, last used 7 minutes ago`,
    ]);
    expect(body).toMatch(/<time dateTime="[^"]+" title="\d+ \w+ \d{4}, \d\d:\d\d UTC">/i);
  });

  it('show the one used last first, below the one that looks', async () => {
    const third = await signedIn();
    letPass(2 * 60_000);
    await there.navigate('/');
    const { body } = await third.navigate(PATH);
    expect(entriesIn(body).map((entry) => entry.slice(0, 18))).toEqual([
      'Firefox on Windows',
      'Safari on iPhone L',
      'Firefox on Windows',
    ]);
  });

  it('end one by one, and the page says so once', async () => {
    const [handle = ''] = await handlesSeenBy(here);
    const answer = await endOne(handle);
    expect(answer.before.map(({ status }) => status)).toEqual([303]);
    expect([answer.url.pathname, answer.status]).toEqual([PATH, 200]);
    expect(textOf(answer.body)).toContain('That browser is signed out');
    expect(answer.body).toContain('You are signed in nowhere else');
    expect([await statusOf(here), await statusOf(there)]).toEqual([200, 401]);
    expect(ended()).toEqual([
      { name: 'session.ended', sub: alice.sub, session: handle, reason: 'ended_by_person' },
    ]);
    expect((await here.navigate(PATH)).body).not.toContain('That browser is signed out');
  });

  it('end all but this one', async () => {
    const third = await signedIn();
    const handles = await handlesSeenBy(here);
    const { body } = await here.submit(PATH, { end: 'others' });
    expect(textOf(body)).toContain('You are signed out everywhere else');
    expect(await Promise.all([here, there, third].map(statusOf))).toEqual([200, 401, 401]);
    expect(new Set(ended().map(({ session }) => session))).toEqual(new Set(handles));
    expect(ended()).toHaveLength(2);
  });

  it('end in place for htmx', async () => {
    const [session = ''] = await handlesSeenBy(here);
    const form = new URLSearchParams({ end: 'one', session }).toString();
    const { status, body, setCookies } = await htmxPost(here, form);
    expect(status).toBe(200);
    expect(body).toMatch(/^<div class="stack" id="sessions">/);
    expect(textOf(body)).toContain('That browser is signed out');
    expect(entriesIn(body)).toHaveLength(1);
    expect(setCookies).toEqual([]); // nothing is left to be said later
    expect(await statusOf(there)).toBe(401);
  });

  it('send the page of one that has just ended to the login', async () => {
    await here.submit(PATH, { end: 'others' });
    const page = await there.navigate(PATH, { follow: false });
    expect([page.status, page.location?.pathname]).toEqual([302, '/auth/login']);
    const { status, headers } = await htmxPost(there, 'end=others');
    expect([status, headers['hx-redirect']]).toEqual([401, expect.stringMatching('^/auth/login')]);
    const { status: answered } = await there.submit(PATH, { end: 'others' }, { follow: false });
    expect(answered).toBe(302);
    expect(await statusOf(here)).toBe(200);
  });

  it('can be ended by nobody else', async () => {
    const [stolen = ''] = await handlesSeenBy(here);
    const thief = await signedIn(bob);
    const { body } = await thief.submit(PATH, { end: 'one', session: stolen });
    expect(textOf(body)).toContain('That session had already ended'); // and not that it is somebody's
    await thief.submit(PATH, { end: 'others' });
    expect(await Promise.all([here, there, thief].map(statusOf))).toEqual([200, 200, 200]);
    expect(await handlesSeenBy(thief)).toEqual([]);
    expect(ended()).toEqual([]);
  });

  it('can be ended once more, which changes nothing', async () => {
    const [handle = ''] = await handlesSeenBy(here);
    await there.submit('/auth/logout', {}, { follow: false });
    const { status, body } = await endOne(handle);
    expect(status).toBe(200);
    expect(textOf(body)).toContain('That session had already ended');
    expect(ended()).toEqual([]);
  });

  it('can be ended from several tabs at once, and end once', async () => {
    const [handle = ''] = await handlesSeenBy(here);
    const wishes: Record<string, string>[] = [
      { end: 'one', session: handle },
      { end: 'others' },
      { end: 'one', session: handle },
      { end: 'others' },
    ];
    const answers = await Promise.all(wishes.map((wish) => here.submit(PATH, wish)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(ended()).toHaveLength(1);
    expect([await statusOf(here), await statusOf(there)]).toEqual([200, 401]);
  });

  it('can end each other at the same moment', async () => {
    const answers = await Promise.all(
      [here, there].map((browser) => browser.submit(PATH, { end: 'others' }, { follow: false })),
    );
    for (const { status } of answers) expect([302, 303]).toContain(status);
    expect(ended().length).toBeGreaterThan(0);
    const handles = ended().map(({ session }) => session);
    expect(new Set(handles).size).toBe(handles.length);
  });

  it.each(['one', 'others'])(
    'are in the audit trail though the store fails right after their end: %s',
    async (end) => {
      const [session = ''] = await handlesSeenBy(here);
      const engine = world.app.get<SessionEngine>(SESSION_ENGINE);
      failNext(engine, 'forget', new RequestFailed('session_store_unavailable'));
      const failed = await here.submit(PATH, { end, session });
      expect(failed.status).toBe(503);
      const again = await here.submit(PATH, { end, session });
      expect(again.status).toBe(200);
      expect(ended().map(({ session: handle }) => handle)).toEqual([session]);
      expect([await statusOf(here), await statusOf(there)]).toEqual([200, 401]);
    },
  );

  it('are signed out of where it is one’s own, at Cognito too', async () => {
    const [own = ''] = await handlesSeenBy(there);
    const answer = await here.submit(PATH, { end: 'one', session: own }, { follow: false });
    expect([answer.status, answer.location?.pathname]).toEqual([307, '/auth/logout']);
    const { before } = await here.submit(PATH, { end: 'one', session: own });
    expect(before.map(({ location }) => location?.pathname)).toEqual([
      '/auth/logout',
      '/logout',
      '/',
    ]);
    expect([await statusOf(here), await statusOf(there)]).toEqual([401, 200]);
    expect(world.events.map(({ name }) => name)).toContain('logout.succeeded');
    expect(ended()).toEqual([]);
  });

  it.each<[name: string, headers: Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a sibling host', { 'sec-fetch-site': 'same-site' }],
    ['another site, in an older browser', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['nobody knows where', {}],
  ])('are ended by no form from %s', async (_name, origin) => {
    const { status } = await here.program(PATH, {
      method: 'POST',
      headers: { ...origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'end=others',
    });
    expect(status).toBe(403);
    expect([await statusOf(here), await statusOf(there)]).toEqual([200, 200]);
    expect(ended()).toEqual([]);
  });

  it('show nothing that a session could be opened with', async () => {
    const { body } = await here.navigate(PATH);
    for (const browser of [here, there]) {
      const value = decodeURIComponent(browser.cookie('session') ?? '').replace(/^s:/, '');
      const [id = '', signature = ''] = value.split('.');
      for (const secret of [id, signature]) expect(body).not.toContain(secret);
    }
    const tokens = world.provider.issued.flatMap((issued) => Object.values(issued)).filter(Boolean);
    for (const token of tokens) expect(body).not.toContain(String(token));
  });

  it('show a browser’s name as words, whatever it calls itself', async () => {
    await signedIn(alice, '<script>alert(1)</script>');
    const { body } = await here.navigate(PATH);
    expect(body).toContain('Unknown browser');
    expect(body).not.toContain('alert(1)');
  });
});

describe('the account while Cognito is down', () => {
  it('is there, and other sessions can be ended, though the token has ended', async () => {
    const world = await World.start();
    const [here, there] = [world.browser(), world.browser()];
    for (const browser of [here, there]) await browser.signIn();
    await world.provider.stop();
    letPass(20 * 60_000);
    expect((await here.navigate('/account')).status).toBe(200);
    const [session = ''] = handlesIn(await here.navigate(PATH));
    const { status, body } = await here.submit(PATH, { end: 'one', session });
    expect([status, textOf(body)]).toEqual([200, expect.stringContaining('is signed out')]);
    expect((await there.fetch('/auth/session')).status).toBe(401);
    realTime();
    await world.stop();
  });
});

describe('what a page says once', () => {
  it('is a word that only pages of this host can leave, over https', async () => {
    const world = await World.start({ PUBLIC_URL: 'https://app.example' });
    const browser = world.browser();
    await browser.signIn();
    const { setCookies } = await browser.submit(PATH, { end: 'others' }, { follow: false });
    expect(setCookies.filter((header) => header.includes('notice'))).toEqual([
      expect.stringMatching(
        /^__Host-notice=others-ended; Max-Age=60; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    expect((await browser.navigate(PATH)).body).toContain('everywhere else</strong>');
    await world.stop();
  });

  it.each(['<b>x</b>', 'others-ended-x', '__proto__', 'constructor', ''])(
    'is nothing where a cookie has another word: %j',
    async (word) => {
      const world = await World.start();
      const browser = world.browser();
      await browser.signIn();
      browser.cookies.keep(`notice=${word}; Path=/`, new URL(world.origin));
      const { status, body } = await browser.navigate(PATH);
      await world.stop();
      expect(status).toBe(200);
      expect(body).not.toMatch(
        /<div class="status (?:success|info)" role="status"><[^]*id="sessions"/,
      );
      expect(body).toMatch(/id="sessions"><ul/);
    },
  );
});

const statusOf = async (browser: TestBrowser) => (await browser.fetch('/auth/session')).status;

const htmxPost = (browser: TestBrowser, body: string): Promise<Answer> =>
  browser.htmx(PATH, {
    method: 'POST',
    page: PATH,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });

/** The sessions that a page can end. */
const handlesIn = ({ body }: Answer) =>
  [...body.matchAll(/name="session" value="([\w-]{43})"/g)].map(([, handle = '']) => handle);

const handlesSeenBy = async (browser: TestBrowser) => handlesIn(await browser.navigate(PATH));

const entriesIn = (body: string) =>
  [...body.matchAll(/<li class="session-item">([^]*?)<\/li>/g)].map(([, entry = '']) =>
    textOf(entry),
  );

const textOf = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
