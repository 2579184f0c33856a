import { eventually } from '../support/eventually.js';
import type { TestBrowser } from '../support/test-browser.js';
import { compose, containersOf, docker } from './engine.js';
import { alsoSignedIn, signIn, userOf } from './people.js';
import { Traffic } from './traffic.js';

const ALICE = 'alice@example.com';
const SESSIONS = 8;

describe('while containers come and go', () => {
  let browsers: TestBrowser[];
  let bffs: string[];
  let traffic: Traffic;

  const users = async () => Promise.all(browsers.map(userOf));
  const everybody = Array.from({ length: SESSIONS }, () => ALICE);

  beforeAll(async () => {
    bffs = await containersOf('bff');
    const first = await signIn(ALICE);
    browsers = [first];
    while (browsers.length < SESSIONS) browsers.push(await alsoSignedIn(first));
  });

  beforeEach(() => {
    traffic = new Traffic(browsers, ALICE);
  });
  afterEach(async () => {
    await traffic.stop();
    await docker('start', ...bffs);
  });

  it('two BFFs share the sessions', async () => {
    expect(bffs).toHaveLength(2);
    await traffic.isSharedBy(2);
    await traffic.stop();
    expect(traffic.failures).toEqual([]);
  });

  it('a BFF that dies takes no session along, and no request but those it had begun', async () => {
    const [victim = ''] = bffs;
    await traffic.isSharedBy(2);
    await docker('kill', '--signal=KILL', victim);
    const gone = performance.now();
    await traffic.goesOn(300);
    await traffic.stop();
    // Each of them has one request at a time.
    expect(traffic.failures.length).toBeLessThanOrEqual(browsers.length);
    expect(traffic.failures.filter(({ begun }) => begun > gone)).toEqual([]);
    expect(await users()).toEqual(everybody);
  });

  it('the BFFs restart one after the other, and nobody notices', async () => {
    for (const bff of bffs) {
      await traffic.isSharedBy(2);
      await docker('stop', bff);
      expect(await docker('inspect', '--format={{.State.ExitCode}}', bff)).toBe('0');
      await docker('start', bff);
    }
    await traffic.isSharedBy(2);
    await traffic.stop();
    expect(traffic.failures).toEqual([]);
    expect(await users()).toEqual(everybody);
  });

  it('Valkey restarts, and everybody is still signed in', async () => {
    await traffic.stop();
    await compose('restart', 'valkey');
    await eventually(async () => !(await users()).includes(undefined), 30_000);
    expect(await users()).toEqual(everybody);
  });
});
