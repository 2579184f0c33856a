import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { Fleet } from '../support/fleet.js';
import type { TestBrowser } from '../support/test-browser.js';

/** Within the minute before its end in which a token counts as stale: from the start. */
const STALE_SECONDS = 50;
/** It is over before anybody uses it twice. */
const SHORT_SECONDS = 2;
const TOKEN_SECONDS = 300;
/** A login that ends here leaves its session alone: its tokens stay as they came. */
const UNUSED = '/health/live';

const callApi = (visitor: TestBrowser) => visitor.fetch('/api/hello');

// Duende 966, oauth2-proxy 1992 and 3456: a refresh race must sign nobody out.
describe('two processes over one store, and a token that is over', () => {
  let fleet: Fleet;
  let browser: TestBrowser;
  let twin: TestBrowser;

  beforeAll(async () => {
    fleet = await Fleet.start(2);
  });
  afterAll(() => fleet.stop());
  beforeEach(async () => {
    await signInWithToken(SHORT_SECONDS);
    await pause(1000 * SHORT_SECONDS + 100);
  });

  /** In the same browser at both processes. The next token that Cognito gives lasts. */
  async function signInWithToken(seconds: number): Promise<void> {
    fleet.provider.tokenSeconds = seconds;
    browser = fleet.browser(0);
    await browser.signIn(UNUSED);
    twin = fleet.browserLike(browser, 1);
    fleet.provider.tokenSeconds = TOKEN_SECONDS;
    fleet.provider.calls.token.length = 0;
  }

  const grants = () => fleet.provider.calls.token.map((form) => form.get('grant_type'));
  /** Requests of the same browser, at either process in turn. */
  const manyCalls = (count: number) =>
    Array.from({ length: count }, (_, index) => callApi(index % 2 === 0 ? browser : twin));
  const statuses = async (calls: ReturnType<typeof manyCalls>) =>
    new Set((await Promise.all(calls)).map(({ status }) => status));

  it('ask Cognito once for a hundred requests, and sign nobody out', async () => {
    expect(await statuses(manyCalls(100))).toEqual(new Set([200]));
    expect(grants()).toEqual(['refresh_token']);
    expect(await statuses(manyCalls(10))).toEqual(new Set([200]));
    expect(grants()).toHaveLength(1);
  });

  it('ask once again each time it is over, always with the newest refresh token', async () => {
    fleet.provider.tokenSeconds = SHORT_SECONDS;
    for (let round = 1; round <= 5; round += 1) {
      const [issued, calls] = [fleet.provider.issued.length, fleet.provider.calls.token.length];
      const newest = fleet.provider.issued.at(-1)?.refresh_token;
      expect(await statuses([callApi(round % 2 === 0 ? browser : twin)])).toEqual(new Set([200]));
      expect(fleet.provider.issued).toHaveLength(issued + 1);
      expect(fleet.provider.calls.token[calls]?.get('refresh_token')).toBe(newest);
      await pause(1000 * SHORT_SECONDS + 100);
    }
  });

  it('use the new token only once it is stored: the API gets no other', async () => {
    fleet.api.received.length = 0;
    await statuses(manyCalls(20));
    const used = new Set(fleet.api.received.map(({ headers }) => headers.authorization));
    expect(used).toEqual(new Set([`Bearer ${fleet.provider.issued.at(-1)?.access_token}`]));
  });

  it('wait for nothing while it is only about to end: one refresh behind a hundred requests', async () => {
    await signInWithToken(STALE_SECONDS);
    const gate = fleet.provider.holdToken('asked');
    expect(await statuses(manyCalls(100))).toEqual(new Set([200])); // Cognito hasn't answered yet
    await gate.reached;
    gate.open();
    const newest = () => fleet.provider.issued.at(-1)?.access_token;
    await eventually(async () => {
      await Promise.all([callApi(browser), callApi(twin)]);
      return fleet.api.received
        .slice(-2)
        .every(({ headers }) => headers.authorization === `Bearer ${newest()}`);
    });
    expect(grants()).toEqual(['refresh_token']);
  });

  it('answer all who wait when Cognito fails, and ask it no more for some seconds', async () => {
    const gate = fleet.provider.holdToken('asked');
    // Longer than what is asked in the meantime takes, on whatever machine.
    fleet.provider.failToken(500, 'internal_error', { 'Retry-After': '15' });
    const first = callApi(browser);
    await gate.reached;
    const waiting = manyCalls(20);
    gate.open();
    const refused = await first;
    expect(refused.status).toBe(503);
    // The other process may have come too late for this answer, and then it asked once for itself.
    expect([new Set([200]), new Set([503]), new Set([200, 503])]).toContainEqual(
      await statuses(waiting),
    );
    expect(grants().length).toBeLessThanOrEqual(2);
    // Where the other process got a token, both have one by now, and the first asks for none all the same.
    const answers = [refused, ...(await Promise.all([callApi(browser), callApi(twin)]))];
    const seconds = answers.map(({ headers }) => Number(headers['retry-after'] ?? 0));
    await pause(1000 * Math.max(...seconds));
    expect(await statuses(manyCalls(4))).toEqual(new Set([200]));
    expect(grants()).toHaveLength(2);
  }, 60_000);

  it('end the session once where the refresh token is dead, and say so once', async () => {
    const before = fleet.eventsNamed('session.ended').length;
    fleet.provider.failToken(400, 'invalid_grant');
    expect(await statuses(manyCalls(20))).toEqual(new Set([401]));
    expect(grants()).toEqual(['refresh_token']);
    expect((await browser.navigate('/')).body).toContain('Sign in');
    const told = () => fleet.eventsNamed('session.ended').length - before;
    await eventually(async () => told() > 0); // a log arrives when it arrives
    expect(told()).toBe(1);
    expect(await fleet.store.keys()).not.toContainEqual(expect.stringMatching(/^refresh:/));
  });

  it('keep the lease for as long as Cognito takes, longer than a lease lasts', async () => {
    const gate = fleet.provider.holdToken('answered');
    const calls = [callApi(browser)];
    await gate.reached;
    calls.push(...manyCalls(4));
    await leaseRenewals(4);
    gate.open();
    expect(await statuses(calls)).toEqual(new Set([200]));
    expect(grants()).toHaveLength(1);
  });

  /** Waits until the holder has renewed its lease so many times: as many seconds. */
  async function leaseRenewals(count: number): Promise<void> {
    const done = Promise.withResolvers<void>();
    let left = count;
    await fleet.store.commandsOf(
      () => done.promise,
      (command) => {
        if (command.startsWith('"EVAL"') && command.includes('"refresh:')) left -= 1;
        if (left === 0) done.resolve();
      },
    );
  }
});

describe('a process that dies in the middle of a refresh', () => {
  let fleet: Fleet;

  beforeEach(async () => {
    fleet = await Fleet.start(2);
  });
  afterEach(() => fleet.stop());

  it('is followed by the other within seconds, and nobody is signed out', async () => {
    fleet.provider.tokenSeconds = SHORT_SECONDS;
    const browser = fleet.browser(0);
    await browser.signIn(UNUSED);
    await pause(1000 * SHORT_SECONDS + 100);
    fleet.provider.tokenSeconds = TOKEN_SECONDS;
    fleet.provider.calls.token.length = 0;
    const twin = fleet.browserLike(browser, 1);

    const gate = fleet.provider.holdToken('asked');
    const lost = browser.fetch('/api/hello').catch(() => 'lost');
    await gate.reached;
    const waiting = Array.from({ length: 10 }, () => twin.fetch('/api/hello'));
    const killed = performance.now();
    await fleet.member(0).product.stop('SIGKILL');
    expect(await lost).toBe('lost');

    const answers = await Promise.all(waiting);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(performance.now() - killed).toBeLessThan(12_000); // before those who wait would give up
    expect(fleet.provider.calls.token).toHaveLength(2); // the dead one's and its successor's
    gate.open();
  });
});
