import { jest } from '@jest/globals';
import * as fc from 'fast-check';
import type { JWTPayload } from 'jose';
import { letPass, realTime } from '../support/clock.js';
import { alice, POOL } from '../support/cognito-shapes.js';
import { patience, runs } from '../support/fuzz-runs.js';
import type { Garbled } from '../support/openid-provider.js';
import type { Answer, TestBrowser } from '../support/test-browser.js';
import { damaged, words } from './arbitraries.js';
import { Wire } from './wire.js';

jest.setTimeout(patience);

const RUNS = 150;
const TOKEN_LIFE_MS = 301_000;
const TOKEN_PATH = '/oauth2/token';

/** What a provider that can't be trusted, or isn't there, may lead to: each with a name of its own. */
const DESIGNED_REASONS = /^(?!internal)\w+$/;

const anything = fc.oneof(
  fc.constant(undefined),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>('', 0, -1, 1e300, 2 ** 53, '__proto__', { toString: 1 }, 'a.b.c', []),
);
const claims = fc.dictionary(
  fc.constantFrom(
    ...words(`iss sub aud azp exp iat nbf nonce auth_time token_use jti email
        cognito:groups cognito:username client_id scope at_hash x`),
  ),
  anything,
  { maxKeys: 4 },
);
const fields = fc.dictionary(
  fc.constantFrom(
    ...words(`access_token id_token refresh_token token_type expires_in scope error`),
  ),
  // Seconds that are over before the test has looked would be a sign-in that ends at once, rightly.
  anything.filter((value) => !(typeof value === 'number' && value >= 1 && value < 60)),
  { maxKeys: 3 },
);

const bytes = fc.uint8Array({ maxLength: 60 }).map((content) => Buffer.from(content));
const json = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)));
const garbled: fc.Arbitrary<Garbled> = fc.record({
  status: fc.oneof({ weight: 3, arbitrary: fc.constant(200) }, fc.integer({ min: 200, max: 599 })),
  headers: fc.dictionary(
    fc.constantFrom('content-type', 'www-authenticate', 'retry-after', 'location', 'dpop-nonce'),
    fc.constantFrom(
      ...words(`application/json application/jwt text/html DPoP Basic 99 -1
        https://evil.example/ / ,, "`),
      'Bearer error="x"',
      'Wed, 21 Oct 2065 07:28:00 GMT',
    ),
    { maxKeys: 3 },
  ),
  body: fc.oneof(bytes, json),
});

// A failure names its seed and path: give them to fc.assert beside numRuns to have it again.
describe('whatever the provider answers, a login and a refresh end as they were meant to', () => {
  let wire: Wire;

  beforeAll(async () => {
    wire = await Wire.start();
    wire.world.api.answer = (_request, response) => response.writeHead(200).end('{}');
  });
  afterAll(() => wire.stop());
  afterEach(realTime);

  const honest = () => {
    const { provider } = wire.world;
    realTime();
    wire.world.forgetFailures();
    provider.garbled = () => undefined;
    provider.discovery = (document) => document;
    provider.changeAnswers(undefined);
    provider.nextIdToken((same) => same);
    provider.nextAccessToken((same) => same);
  };

  const expectDesigned = () => {
    const codes = wire.failures();
    expect(codes.filter((code) => !DESIGNED_REASONS.test(code))).toEqual([]);
  };

  /** Signed in as who they are, or refused with a reason; and the next page leads in no circles. */
  const expectSound = async (browser: TestBrowser, answer: Answer) => {
    const refusals = wire.world.eventsNamed('login.refused');
    expectDesigned();
    if (browser.sessionCookie() === undefined) {
      expect([400, 502, 503]).toContain(answer.status);
      expect(refusals).toHaveLength(1);
      return;
    }
    expect([answer.status, refusals]).toEqual([200, []]);
    expect((await browser.fetch('/auth/session')).json()).toMatchObject({
      user: { sub: alice.sub },
    });
    expect((await browser.fetch('/api/hello')).status).toBe(200);
  };

  const login = async (browser = wire.world.browser()) => {
    wire.world.events.length = 0;
    return { browser, answer: await browser.click('/auth/login') };
  };

  /** The session goes on, ends, or waits for the provider; and if it waits, it goes on with an honest one. */
  const refresh = async (browser: TestBrowser) => {
    const first = await browser.fetch('/api/hello');
    expectDesigned();
    expect([200, 401, 503]).toContain(first.status);
    honest();
    const session = await browser.fetch('/auth/session');
    expect(session.status).toBe(first.status === 401 ? 401 : 200);
    if (session.status === 200) {
      expect(session.json()).toMatchObject({ user: { sub: alice.sub } });
    }
  };

  const each = [
    ['claims of an ID token', claims.map((change) => ({ id: change }))],
    ['claims of an access token', claims.map((change) => ({ access: change }))],
    ['fields of a token answer', fields.map((change) => ({ answer: change }))],
  ] as const;
  it.each(each)('%s', async (_name, changes) => {
    expect.hasAssertions();
    const { provider } = wire.world;
    const spoil = (change: { id?: object; access?: object; answer?: object }) => {
      provider.nextIdToken(over(change.id));
      provider.nextAccessToken(over(change.access));
      if (change.answer) provider.changeAnswers((was) => ({ ...was, ...change.answer }));
    };
    await fc.assert(
      fc.asyncProperty(changes, fc.boolean(), async (change, whileSignedIn) => {
        honest();
        if (!whileSignedIn) {
          spoil(change);
          const { browser, answer } = await login();
          return expectSound(browser, answer);
        }
        const { browser } = await login();
        letPass(TOKEN_LIFE_MS);
        spoil(change);
        return refresh(browser);
      }),
      runs(RUNS),
    );
  });

  it('tokens with a character changed', async () => {
    expect.hasAssertions();
    const { provider } = wire.world;
    const places = fc.constantFrom('id_token', 'access_token');
    await fc.assert(
      fc.asyncProperty(places, fc.integer(), async (place, seed) => {
        honest();
        provider.changeAnswers((answer) => {
          const token = String(Reflect.get(answer, place));
          const [other] = fc.sample(damaged(fc.constant(token)), { numRuns: 1, seed });
          return { ...answer, [place]: other };
        });
        const { browser, answer } = await login();
        await expectSound(browser, answer);
      }),
      runs(RUNS),
    );
  });

  it.each([
    ['the token endpoint', TOKEN_PATH],
    ['discovery', `${POOL}/.well-known/openid-configuration`],
    ['the keys', `${POOL}/.well-known/jwks.json`],
  ])('any bytes for %s', async (_name, spoilt) => {
    await fc.assert(
      fc.asyncProperty(garbled, async (nonsense) => {
        honest();
        const { browser: before } = await login();
        letPass(TOKEN_LIFE_MS);
        wire.world.ageKeys();
        wire.world.provider.garbled = (path) => (path === spoilt ? nonsense : undefined);
        const { browser, answer } = await login();
        await expectSound(browser, answer);
        await refresh(before);
        expect((await login(before)).answer.status).toBe(200); // and all is well again
      }),
      runs(RUNS / 5),
    );
  });
});

const over = (changed: object | undefined) => (was: JWTPayload) => ({ ...was, ...changed });
