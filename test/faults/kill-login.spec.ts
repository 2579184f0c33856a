import type { Gate } from '../support/gate.js';
import type { TestBrowser } from '../support/test-browser.js';
import { Pair } from './pair.js';

const WAY_BACK = '/?after=login';
const IDLE_MS = 1_800_000;

describe('a process that is killed in the middle of a login', () => {
  let pair: Pair;
  let browser: TestBrowser;

  beforeAll(async () => {
    pair = await Pair.start();
  });
  afterAll(() => pair.stop());
  beforeEach(async () => {
    await pair.restore();
    await pair.fleet.store.flush();
    browser = pair.browser();
  });

  /** At Cognito all is done: this address is where it sends the browser. */
  const callback = async () => {
    const begun = await browser.click(`/auth/login?returnTo=${encodeURIComponent(WAY_BACK)}`, {
      follow: false,
    });
    const { location } = await browser.navigate(begun.location?.href ?? '', { follow: false });
    return location?.href ?? '';
  };

  const recordsOfSessions = async () =>
    (await pair.fleet.store.keys()).filter((key) => key.startsWith('session:'));

  /** `records` is how many sessions the store has in the end: one that no cookie opens may be among them. */
  const steps: [name: string, hold: () => Gate, records: number][] = [
    [
      'before its attempt counts as used: the same callback goes on',
      () => pair.network.hold(/attempt:\{/, 'asked'),
      1,
    ],
    [
      'after its attempt was used, before the code is redeemed',
      () => pair.fleet.provider.holdToken('asked'),
      1,
    ],
    ['after the code was redeemed', () => pair.fleet.provider.holdToken('answered'), 1],
    [
      'after the session was written, before it is listed',
      () => pair.network.hold(/EVAL[^]*session:\{/, 'answered'),
      2,
    ],
    [
      'after the session was listed, before its cookie is sent',
      () => pair.network.hold(/user:\{/, 'answered'),
      2,
    ],
  ];
  it.each(steps)('%s', async (_step, hold, records) => {
    const address = await callback();
    const step = hold();
    const lost = browser.navigate(address).catch(() => 'lost');
    await pair.killAt(step);
    expect(await lost).toBe('lost');
    expect(browser.sessionCookie()).toBeUndefined();

    const { url, status } = await browser.navigate(address); // what "try again" does
    expect([url.pathname + url.search, status]).toEqual([WAY_BACK, 200]);
    expect((await browser.fetch('/auth/session')).status).toBe(200);
    expect((await browser.fetch('/api/hello')).status).toBe(200);

    const left = await recordsOfSessions();
    expect(left).toHaveLength(records);
    for (const key of left) {
      const ms = Number(await pair.fleet.store.command('PTTL', key));
      expect(ms).toBeGreaterThan(0); // and what nobody opens goes by itself
      expect(ms).toBeLessThanOrEqual(IDLE_MS);
    }
  });
});
