import { eventually } from '../support/eventually.js';
import { Fleet } from '../support/fleet.js';

const REQUESTS = 200;

describe('what is logged while the session store can’t be reached', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await Fleet.start(1);
    const { origin } = fleet.member(0);
    await eventually(async () => (await fetch(`${origin}/health/ready`)).status === 200);
  });
  afterAll(() => fleet.stop());

  it('is a line now and then, without a stack, however many requests fail', async () => {
    const browser = fleet.browser();
    await browser.signIn();
    const { product } = fleet.member(0);
    const before = product.lines.length;
    await fleet.store.stop();
    for (let sent = 0; sent < REQUESTS; sent += 20) {
      const calls = Array.from({ length: 20 }, () => browser.fetch('/auth/session'));
      for (const { status } of await Promise.all(calls)) expect(status).toBe(503);
    }

    const lines = product.lines.slice(before);
    expect(lines.join('\n')).not.toMatch(/\bat .*\.js:\d+/u);
    const failed = lines.filter((line) => line.includes('session_store_unavailable'));
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(REQUESTS / 10);
    expect(JSON.parse(failed[0] ?? '')).toMatchObject({
      level: 'error',
      msg: 'session_store_unavailable',
      reason: expect.stringMatching(/client|socket/iu),
      leftOut: 0,
    });
  });
});

describe('what people are told while the session store can’t be reached', () => {
  it('is true for those too who aren’t signed in', async () => {
    const fleet = await Fleet.start(1);
    try {
      const [signedIn, guest] = [fleet.browser(), fleet.browser()];
      await eventually(async () => (await signedIn.program('/health/ready')).status === 200);
      await signedIn.signIn();
      const { location } = await guest.click('/auth/login', { follow: false });
      await fleet.store.stop();
      const callback = await guest.click(location?.href ?? '');
      const page = await signedIn.navigate('/');
      for (const { status, body } of [callback, page]) {
        expect(status).toBe(503);
        expect(body).toContain('Nobody is signed out by this.');
        expect(body).not.toContain('You are still signed in');
      }
    } finally {
      await fleet.stop();
    }
  });
});
