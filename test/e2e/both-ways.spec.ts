import { jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { SessionIndex } from '../../src/session/session-index.js';
import { SessionRecords } from '../../src/session/session-records.js';
import { alice } from '../support/cognito-shapes.js';
import { letPass, realTime } from '../support/clock.js';
import { signedWith } from '../support/signing-keys.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

/** The two ways in: a call of an API by its own door, and a closed route of Nest, which calls it too. */
const WAYS = ['/api/hello', '/example'];

type Headers = Record<string, string>;
type Attack = [
  name: string,
  attack: (
    browser: TestBrowser,
    world: World,
  ) => Headers | undefined | Promise<Headers | undefined>,
  status: number,
];

const sessionIdOf = (browser: TestBrowser) =>
  /^s:([^.]+)\./.exec(decodeURIComponent(browser.cookie('session') ?? ''))?.[1] ?? '';

const cookie = (value: string) => ({ cookie: `session=${value}` });
const shown = (browser: TestBrowser) => browser.cookie('session') ?? '';

/** Writes an access token of the attacker's making into the session, as if Cognito had given it. */
async function replaceToken(browser: TestBrowser, world: World, changed: object) {
  const records = world.app.get(SessionRecords);
  const tokens = await records.readTokens(sessionIdOf(browser));
  if (!tokens) throw new Error('There are no tokens');
  const claims = { ...decodeJwt(tokens.accessToken), ...changed };
  const sign = signedWith(world.provider.accessKey);
  await records.replaceTokens(sessionIdOf(browser), { ...tokens, accessToken: await sign(claims) });
  return undefined;
}

function passing(ms: number) {
  letPass(ms);
  return undefined;
}

async function endedElsewhere(_: TestBrowser, { app }: World) {
  await app.get(SessionIndex).endAll(alice.sub);
  return undefined;
}

async function signedOut(browser: TestBrowser) {
  const before = shown(browser);
  await browser.submit('/auth/logout', {}, { follow: false });
  return cookie(before);
}

const ATTACKS: Attack[] = [
  ['nothing wrong', () => undefined, 200],
  ['no cookie', () => ({ cookie: '' }), 401],
  ['a cookie that is no session', () => cookie('nonsense'), 401],
  ['a cookie whose signature is cut', (it) => cookie(shown(it).slice(0, -1)), 401],
  [
    'a cookie whose signature is another’s',
    (it) => cookie(`${shown(it).slice(0, -8)}AAAAAAAA`),
    401,
  ],
  ['a cookie without a signature', (it) => cookie(`s%3A${sessionIdOf(it)}`), 401],
  ['a cookie with an empty signature', (it) => cookie(`s%3A${sessionIdOf(it)}.`), 401],
  ['the id alone', (it) => cookie(sessionIdOf(it)), 401],
  ['the cookie under the name for https', (it) => ({ cookie: `__Host-session=${shown(it)}` }), 401],
  ['a cookie before the good one', (it) => ({ cookie: `session=x; session=${shown(it)}` }), 401],
  [
    'a token in a header of its own',
    (_, { provider }) => ({
      cookie: '',
      authorization: `Bearer ${provider.issued.at(-1)?.access_token}`,
    }),
    401,
  ],
  ['an idle session', () => passing(1_801_000), 401],
  ['a session past its absolute end', () => passing(28_801_000), 401],
  ['a session that was ended elsewhere', endedElsewhere, 401],
  ['a session that signed out', signedOut, 401],
  [
    'a token of another person',
    (it, world) => replaceToken(it, world, { sub: 'somebody-else' }),
    401,
  ],
  [
    'a token of another client',
    (it, world) => replaceToken(it, world, { client_id: 'another' }),
    401,
  ],
  [
    'a token of another issuer',
    (it, world) => replaceToken(it, world, { iss: 'https://issuer.example.com' }),
    401,
  ],
  ['a token that is over', (it, world) => replaceToken(it, world, { exp: 1 }), 401],
  ['an ID token in its place', (it, world) => replaceToken(it, world, { token_use: 'id' }), 401],
];

describe.each(WAYS)('the way in by %s', (path) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  afterEach(() => {
    realTime();
    jest.restoreAllMocks();
  });

  it.each(ATTACKS)('with %s', async (_name, attack, status) => {
    const browser = world.browser();
    await browser.signIn();
    expect((await browser.fetch(path)).status).toBe(200); // what can be remembered of it is
    const usual = cookie(shown(browser));
    const changed = (await attack(browser, world)) ?? usual;
    world.events.length = 0;
    world.api.received.length = 0;

    const headers = { 'sec-fetch-site': 'same-origin', ...changed };
    const answer = await world.browser().program(path, { headers });
    expect(answer.status).toBe(status);
    expect(world.api.received).toHaveLength(status === 200 ? 1 : 0);
    if (status === 200) return;
    expect(answer.json()).toMatchObject({ status, code: 'not_signed_in' });
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.setCookies).toEqual([]);
    expect(world.eventsNamed('request.refused')).toMatchObject([{ reason: 'not_signed_in', path }]);
  });

  it('counts as use, whatever the API makes of it', async () => {
    const browser = world.browser();
    await browser.signIn();
    world.api.answer = (request) => request.socket.destroy();
    for (let minute = 0; minute < 33; minute += 1) {
      letPass(60_000);
      expect([minute, (await browser.fetch(path)).status]).toEqual([minute, 502]);
    }
    world.api.reset();
  });

  it('is known to the other one: a token is verified once in a process', async () => {
    const browser = world.browser();
    await browser.signIn();
    const verify = jest.spyOn(jsonwebtoken, 'verify');
    for (const each of [path, ...WAYS]) expect((await browser.fetch(each)).status).toBe(200);
    expect(verify).not.toHaveBeenCalled(); // for the callback did
  });
});
