import { jest } from '@jest/globals';
import * as fc from 'fast-check';
import { alice, bob } from '../support/cognito-shapes.js';
import { patience, runs } from '../support/fuzz-runs.js';
import { SessionServer } from '../support/session-server.js';
import type { Answer, TestBrowser } from '../support/test-browser.js';
import { Wire } from './wire.js';

jest.setTimeout(patience);

const RUNS = 60;

/** What a writer to the store may do to one of its keys; `at` says to which, and `other` which one is near. */
type Change = (at: string, other: string, bytes: Buffer) => (string | Buffer)[][];
const FIELDS = ['session', 'tokens', 'version', 'seen'];
const changes: Record<string, Change> = {
  'writes bytes over a field': (at, _, bytes) => [
    ['HSET', at, FIELDS[bytes.length % 4] ?? '', bytes],
  ],
  'adds an entry': (at, other, bytes) => [['HSET', at, other, bytes]],
  'adds many': (at) => [['HSET', at, ...Array.from({ length: 400 }, (_, n) => `session:{${n}}`)]],
  'takes a field away': (at, _, bytes) => [['HDEL', at, FIELDS[bytes.length % 4] ?? '']],
  'makes a text of it': (at, _, bytes) => [['SET', at, bytes]],
  'makes a number of it': (at) => [['SET', at, '9007199254740993']],
  'makes a list of it': (at, _, bytes) => [
    ['DEL', at],
    ['LPUSH', at, bytes, bytes],
  ],
  'deletes it': (at) => [['DEL', at]],
  'takes its end away': (at) => [['PERSIST', at]],
  'copies another over it': (at, other) => [['COPY', other, at, 'REPLACE']],
  'puts it in another’s place': (at, other) => [
    ['COPY', at, 'aside', 'REPLACE'],
    ['COPY', other, at, 'REPLACE'],
    ['COPY', 'aside', other, 'REPLACE'],
    ['DEL', 'aside'],
  ],
};

const step = fc.record({
  what: fc.constantFrom(...Object.keys(changes)),
  at: fc.nat(),
  other: fc.nat(),
  bytes: fc
    .oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.constant(Buffer.from('1700000000000.' + 'A'.repeat(43))),
    )
    .map((bytes) => Buffer.from(bytes)),
});

// A failure names its seed and path: give them to fc.assert beside numRuns to have it again.
describe('whatever somebody writes into the session store', () => {
  let store: SessionServer;
  let wire: Wire;
  let people: { browser: TestBrowser; sub: string }[];

  beforeAll(async () => {
    store = await SessionServer.start();
    wire = await Wire.start({ REDIS_URL: store.url });
    people = [alice, bob].map(({ sub }) => ({ browser: wire.world.browser(), sub }));
  });
  afterAll(async () => {
    await wire.stop();
    await store.remove();
  });

  const signInAnew = async () => {
    await store.flush();
    for (const [index, { browser }] of people.entries()) {
      wire.world.provider.person = index === 0 ? alice : bob;
      browser.address = wire.world.browser().address;
      await browser.signIn();
      await browser.click('/auth/confirm?returnTo=/account/password'); // which keeps a record of its own
    }
  };

  it('opens nobody’s session but their own, and breaks no page', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        await signInAnew();
        wire.failures();
        const keys = await store.keys();
        for (const { what, at, other, bytes } of steps) {
          const [key = '', near = ''] = [keys[at % keys.length], keys[other % keys.length]];
          for (const command of changes[what]?.(key, near, bytes) ?? []) {
            await store.command(...command).catch(() => undefined); // of another kind by now
          }
        }
        for (const { browser, sub } of people) {
          expectOwnOrNone(await browser.fetch('/auth/session'), sub);
          const seen = [await browser.fetch('/api/hello')];
          for (const page of ['/', '/account/sessions', '/account/password', '/example']) {
            seen.push(await browser.navigate(page, { follow: false }));
          }
          for (const { status } of seen) expect([200, 302, 303, 401, 503]).toContain(status);
        }
        const ours = wire.failures().filter((code) => code !== 'session_store_unavailable');
        expect(ours).toEqual([]);
      }),
      runs(RUNS),
    );
  });
});

/** Who is told that somebody is signed in is told that it's them. */
function expectOwnOrNone({ status, json }: Answer, sub: string): void {
  expect([200, 401, 503]).toContain(status);
  const told = status === 200 ? json() : { user: { sub } };
  expect(told).toMatchObject({ user: { sub } });
}
