import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import type { Gate } from '../support/gate.js';
import type { TestBrowser } from '../support/test-browser.js';
import { Pair } from './pair.js';

const SHORT_SECONDS = 2;
const TOKEN_SECONDS = 300;
/** A login that ends here leaves its session alone: its tokens stay as they came. */
const UNUSED = '/health/live';

const WAITING = 5;
const all = (status: number) => Array.from({ length: WAITING }, () => status);

describe('a process that is killed in the middle of a refresh', () => {
  let pair: Pair;
  let browser: TestBrowser;

  beforeAll(async () => {
    pair = await Pair.start();
  });
  afterAll(() => pair.stop());
  beforeEach(async () => {
    await pair.restore();
    const { provider } = pair.fleet;
    provider.keepsReplaced = false;
    provider.tokenSeconds = SHORT_SECONDS;
    browser = pair.browser();
    await browser.signIn(UNUSED);
    await pause(1000 * SHORT_SECONDS + 100); // until the token is over
    provider.tokenSeconds = TOKEN_SECONDS;
    provider.calls.token.length = 0;
  });

  /** @returns what those got who asked the other process meanwhile */
  async function killAt(step: Gate): Promise<number[]> {
    const twin = pair.twinOf(browser);
    const lost = browser.fetch('/api/hello').catch(() => 'lost');
    await step.reached;
    const waiting = Array.from({ length: WAITING }, () => twin.fetch('/api/hello'));
    await pair.killAt(step);
    expect(await lost).toBe('lost');
    return (await Promise.all(waiting)).map(({ status }) => status);
  }

  const grants = () => pair.fleet.provider.calls.token.length;

  const steps: [name: string, hold: () => Gate, asked: number][] = [
    [
      'when it has the lease, before Cognito is asked',
      () => pair.network.hold(/refresh:\{/, 'answered'),
      1,
    ],
    [
      'when Cognito has answered, before the answer is stored, within the grace period',
      () => {
        pair.fleet.provider.keepsReplaced = true;
        return pair.fleet.provider.holdToken('answered');
      },
      2,
    ],
    [
      'when the new tokens are stored, before the lease is released',
      () => pair.network.hold(/EVAL[^]*session:\{/, 'answered'),
      1,
    ],
  ];
  it.each(steps)('%s: the other goes on, and nobody is signed out', async (_step, hold, asked) => {
    expect(await killAt(hold())).toEqual(all(200));
    expect(grants()).toBe(asked);
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });

  it('when Cognito has rotated without grace, before the new token is stored: they sign in again', async () => {
    expect(await killAt(pair.fleet.provider.holdToken('answered'))).toEqual(all(401));
    expect(grants()).toBe(2);
    const ends = () => pair.fleet.eventsNamed('session.ended');
    await eventually(async () => ends().length > 0);
    expect(ends()).toEqual([expect.objectContaining({ reason: 'refresh_rejected' })]);
    await browser.signIn();
    expect((await browser.fetch('/api/hello')).status).toBe(200);
  });
});
