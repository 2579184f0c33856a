import type { SessionData } from 'express-session';
import {
  assert,
  asyncModelRun,
  asyncProperty,
  commands,
  constant,
  constantFrom,
  integer,
  nat,
  record,
  scheduler,
  type AsyncCommand,
  type Scheduler,
} from 'fast-check';
import { letPass, realTime } from '../support/clock.js';
import { configWith } from '../support/engine-at.js';
import type { LiveSession } from '../../src/session/session-records.js';
import { SessionCore } from '../support/session-core.js';

const config = configWith({ SESSION_IDLE_SECONDS: '1000', SESSION_MAX_SECONDS: '2500' });
const { idleMs, maxMs } = config.session;
const STALE_MS = 270_000; // of the 300 s that a token lives
/** Real time passes while the test runs: this close to an end, either is right. */
const BLUR_MS = 5_000;

interface ModelSession {
  ended: boolean;
  /** Cognito no longer takes its refresh token, and will say so. */
  doomed: boolean;
  readonly startedAt: number;
  seenAt: number;
  readonly data: SessionData;
  /** As it was read when it began. */
  readonly asBegun: LiveSession;
}
type Model = Map<string, ModelSession>;
type Command = AsyncCommand<Model, SessionCore>;

/** Ended for good, live, or too near to an end to tell. */
function verdict({ ended, startedAt, seenAt }: ModelSession): 'ended' | 'live' | 'unclear' {
  if (ended) return 'ended';
  const left = Math.min(seenAt + idleMs, startedAt + maxMs) - Date.now();
  if (Math.abs(left) < BLUR_MS) return 'unclear';
  return left > 0 ? 'live' : 'ended';
}

/** What must be so after each step, whatever the steps before. */
async function expectTruth(model: Model, product: SessionCore): Promise<void> {
  for (const [id, session] of model) {
    const read = await product.read(id);
    const expected = verdict(session);
    if (expected !== 'unclear') expect([id, Boolean(read)]).toEqual([id, expected === 'live']);
    if (!read) session.ended = true; // once and for all
    const tokens = read && (await product.records.readTokens(id));
    if (tokens && !session.doomed) {
      expect([id, product.cognito.alive.has(tokens.refreshToken ?? '')]).toEqual([id, true]);
    }
  }
}

const command = (
  name: string,
  run: (model: Model, product: SessionCore) => Promise<unknown>,
): Command => ({
  check: () => true,
  run: async (model, product) => {
    await run(model, product);
    await expectTruth(model, product);
  },
  toString: () => name,
});

/** Something done to the session that was begun as the n-th, live or not. */
const withSession = (
  name: string,
  run: (id: string, session: ModelSession, product: SessionCore) => Promise<unknown>,
) =>
  nat(5).map((nth) =>
    command(`${name}(${nth})`, async (model, product) => {
      const found = [...model][nth % Math.max(1, model.size)];
      if (found && verdict(found[1]) === 'unclear') letPass(2 * BLUR_MS);
      if (found) await run(...found, product);
    }),
  );

async function use(id: string, session: ModelSession, product: SessionCore): Promise<void> {
  const read = await product.records.read(id);
  if (!read) return;
  const freshness = await product.tokens.fresh(read);
  await product.background.finished();
  if (session.doomed && !(await product.records.readTokens(id))) session.ended = true; // behind
  if (freshness.kind === 'rejected') {
    expect([id, session.doomed]).toEqual([id, true]); // nobody else may be signed out
    session.ended = true;
    return;
  }
  if (freshness.kind === 'unavailable') expect(product.cognito.state).toBe('down');
  await product.touch(read);
  if (Date.now() - session.seenAt >= idleMs / 30) session.seenAt = Date.now();
  letPass(300); // what one who asked in vain left for others is gone
}

async function lateTokens(id: string, session: ModelSession, product: SessionCore): Promise<void> {
  if (!session.ended) return;
  expect(await product.records.replaceTokens(id, product.cognito.issue())).toBe(false);
}

const possible = [
  constant(
    command('login', async (model, product) => {
      const id = `session-${model.size}`;
      const asBegun = await product.login(id);
      const { startedAt, data } = asBegun;
      model.set(id, { ended: false, doomed: false, startedAt, seenAt: startedAt, data, asBegun });
    }),
  ),
  withSession('use', use),
  withSession('use', use),
  withSession('logout', async (id, session, product) => {
    await product.logout(id);
    session.ended = true;
  }),
  withSession('late save', (id, { data }, product) => product.save(id, data)),
  withSession('late touch', async (_id, session, product) => {
    await product.records.touch(session.asBegun);
    if (verdict(session) === 'live') session.seenAt = Date.now();
  }),
  withSession('late tokens', lateTokens),
  withSession('revocation elsewhere', async (id, session, product) => {
    const tokens = await product.records.readTokens(id);
    if (!tokens) return;
    await product.cognito.revoke(tokens.refreshToken ?? '');
    session.doomed = true;
  }),
  constantFrom<'up' | 'down'>('up', 'up', 'down').map((state) =>
    command(`Cognito is ${state}`, async (_, { cognito }) => (cognito.state = state)),
  ),
  constantFrom(7_000, 61_000, 250_000, 310_000, 900_000, 1_100_000).map((ms) =>
    command(`${ms / 1000} s pass`, async () => letPass(ms)),
  ),
];

/** Lets each step of the engine and of Cognito begin when the scheduler says so. */
function interleave({ engine, cognito }: SessionCore, order: Scheduler): void {
  const later = (target: object, step: string) => {
    const original: unknown = Reflect.get(target, step);
    if (typeof original !== 'function') throw new TypeError(`There is no step ${step}`);
    Reflect.set(target, step, async (...args: unknown[]) => {
      await order.schedule(Promise.resolve(), step);
      const result: unknown = await Reflect.apply(original, target, args);
      return result;
    });
  };
  for (const step of ['read', 'replace', 'touch', 'end', 'acquire', 'hold', 'release']) {
    later(engine, step);
  }
  later(cognito, 'refresh');
}

const times = <T>(count: number, run: () => Promise<T>) => Array.from({ length: count }, run);

describe('the session state machine', () => {
  afterEach(realTime);

  it('revives no ended session and loses no rotated refresh token, in any order of events', async () => {
    await assert(
      asyncProperty(commands(possible, { maxCommands: 60, size: 'max' }), (sequence) =>
        expect(
          asyncModelRun(() => ({ model: new Map(), real: new SessionCore(config) }), sequence),
        ).resolves.toBeUndefined(),
      ).afterEach(realTime),
      { numRuns: 150 },
    );
  }, 60_000);

  /** What happens at once, each step of the store interleaved with those of the others. */
  const atOnce = record({
    requests: integer({ min: 1, max: 4 }),
    elsewhere: integer({ min: 0, max: 3 }),
    logouts: integer({ min: 0, max: 2 }),
    saves: integer({ min: 0, max: 2 }),
  });

  it('nor does it where all of that happens at once, at two processes', async () => {
    await assert(
      asyncProperty(scheduler(), atOnce, async (order, counts) => {
        const product = new SessionCore(config);
        const begun = await product.login('id');
        letPass(STALE_MS);
        interleave(product, order);
        const session = { ...begun, tokens: { ...begun.tokens, expiresAt: 0 } }; // so that all wait
        const other = product.anotherTokens();
        const freshnesses = Promise.all([
          ...times(counts.requests, () => product.tokens.fresh(session)),
          ...times(counts.elsewhere, () => other.fresh(session)),
        ]);
        const rest = Promise.all([
          ...times(counts.logouts, () => product.logout('id')),
          ...times(counts.saves, () => product.save('id', begun.data)),
          ...times(counts.saves, () => product.records.touch(begun)),
        ]);
        const [outcomes] = await order.waitFor(Promise.all([freshnesses, rest]));

        await order.waitFor(product.background.finished());

        expect(product.cognito.calls).toBeLessThanOrEqual(1);
        const left = await order.waitFor(product.records.readTokens('id'));
        const { alive } = product.cognito;
        const signedOut = { left: undefined, alive: [] };
        const signedIn = { left, alive: [left?.refreshToken] };
        expect({ left, alive: [...alive] }).toEqual(counts.logouts > 0 ? signedOut : signedIn);
        const answered = counts.logouts > 0 ? ['fresh', 'rejected'] : ['fresh'];
        for (const { kind } of outcomes) expect(answered).toContain(kind);
      }).afterEach(realTime),
      { numRuns: 60 },
    );
  }, 60_000);
});
