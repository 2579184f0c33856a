import type { Gate } from '../support/gate.js';
import type { TestBrowser } from '../support/test-browser.js';
import { Pair } from './pair.js';

describe('a process that is killed in the middle of a logout', () => {
  let pair: Pair;
  let browser: TestBrowser;

  beforeAll(async () => {
    pair = await Pair.start();
  });
  afterAll(() => pair.stop());
  beforeEach(async () => {
    await pair.restore();
    browser = pair.browser();
    await browser.signIn();
  });

  const signOut = () => browser.submit('/auth/logout', {}, { follow: false });
  const refreshTokenIsGood = () =>
    pair.fleet.provider.accepts(pair.fleet.provider.issued.at(-1)?.refresh_token ?? '');

  const steps: [name: string, hold: () => Gate, after: 200 | 401][] = [
    [
      'before the session has ended in the store: it lives on',
      () => pair.network.hold(/EVAL[^]*session:\{/, 'asked'),
      200,
    ],
    [
      'after the session has ended in the store: it stays ended',
      () => pair.network.hold(/EVAL[^]*session:\{/, 'answered'),
      401,
    ],
    [
      'after it has left its person’s list, before Cognito hears of it: it stays ended',
      () => pair.network.hold(/HDEL[^]*user:\{/, 'answered'),
      401,
    ],
  ];
  it.each(steps)('%s', async (_step, hold, after) => {
    const step = hold();
    const lost = signOut().catch(() => 'lost');
    await pair.killAt(step);
    expect(await lost).toBe('lost');
    for (const target of ['/auth/session', '/api/hello']) {
      expect([target, (await browser.fetch(target)).status]).toEqual([target, after]);
    }
    // Nobody has it any more; what Cognito wasn't told it can't know.
    expect(refreshTokenIsGood()).toBe(true);

    const cookie = `__Host-session=${browser.sessionCookie()?.value}`;
    const again = await signOut();
    expect(again.status).toBe(303);
    expect(again.location?.pathname).toBe('/logout');
    const shown = await pair.browser().program('/auth/session', { headers: { cookie } });
    expect(shown.status).toBe(401);
  });
});
