import { jest } from '@jest/globals';
import { noLog } from '../support/captured-log.js';
import { CognitoClient } from '../../src/cognito/cognito.client.js';
import { Provider } from '../../src/cognito/provider.js';
import type { RefreshAnswer, TokenSet } from '../../src/cognito/token-set.js';
import { RequestFailed } from '../../src/http/failures/failure.js';
import { Background } from '../../src/session/background.js';
import { MemoryEngine } from '../../src/session/memory-engine.js';
import { SessionIndex } from '../../src/session/session-index.js';
import { leaseKey, SessionRecords, userKey } from '../../src/session/session-records.js';
import { Events } from '../../src/telemetry/events.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import { BelievedTokens } from '../support/session-core.js';
import { letPass, realTime } from '../support/clock.js';
import { isStale, Tokens } from '../../src/tokens/tokens.js';
import { configWith } from '../support/engine-at.js';

const config = configWith({});
const MINUTE = 60_000;
const user = { sub: 'sub-1', username: 'u', email: undefined, groups: [] };

const tokenSet = (name: string, expiresInMs: number): TokenSet => ({
  accessToken: `access-${name}`,
  idToken: `id-${name}`,
  refreshToken: `refresh-${name}`,
  expiresAt: Date.now() + expiresInMs,
});
/** What calls are made with: nothing to refresh with, and no ID token where no API gets it. */
const forCalls = ({ accessToken, expiresAt }: TokenSet) => ({ accessToken, expiresAt });
const renewed = (): RefreshAnswer => ({
  kind: 'fresh',
  tokens: tokenSet('new', 10 * MINUTE),
});
const unavailable: RefreshAnswer = {
  kind: 'unavailable',
  reason: 'provider_unavailable',
  retryAfter: 5,
  forAll: true,
  rotated: undefined,
};
/** How long tokens are good for that are about to end, and for such as have ended; in ms. */
const [STALE, OVER] = [30_000, -1];

/** How long it was waited for others' refreshes. */
async function leaseWaits({ exporter }: Metrics) {
  const { resourceMetrics } = await exporter.collect();
  return resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .filter(({ descriptor }) => descriptor.name === 'bff_lease_wait_seconds')
    .flatMap(({ dataPoints }) => dataPoints.map(({ value }) => value));
}

describe('Tokens', () => {
  const cognito = new CognitoClient(config, new Provider(config));
  const refresh = jest.spyOn(cognito, 'refresh');
  const revoke = jest.spyOn(cognito, 'revoke');
  /** Once Cognito has been asked. */
  const asked = async () => {
    while (refresh.mock.calls.length === 0) await new Promise(setImmediate);
  };
  const logger = noLog();
  const background = new Background(logger);
  let engine: MemoryEngine;
  let records: SessionRecords;
  let tokens: Tokens;

  const create = (set: TokenSet, id = 'id') =>
    records.create(id, { cookie: { originalMaxAge: 1 }, user, startedAt: Date.now() }, set);
  const read = async (id = 'id') => {
    const session = await records.read(id);
    if (!session) throw new Error('There is no such session');
    return session;
  };
  /** As a request asks that has read the session a moment ago. */
  const fresh = async (id = 'id') => tokens.fresh(await read(id));

  /** What another process does with the same sessions. */
  const another = (metrics = new Metrics()) => {
    const index = new SessionIndex(config, engine);
    const believed = new BelievedTokens(config);
    const events = new Events(logger, metrics);
    return new Tokens(engine, records, index, cognito, believed, events, background, metrics);
  };

  afterEach(realTime);
  beforeEach(() => {
    refresh.mockReset();
    revoke.mockReset().mockResolvedValue();
    engine = new MemoryEngine();
    records = new SessionRecords(config, engine);
    tokens = another();
  });

  it('uses a token that lasts as it is', async () => {
    const lasting = tokenSet('old', 10 * MINUTE);
    await create(lasting);
    expect(await fresh()).toEqual({ kind: 'fresh', tokens: forCalls(lasting) });
    expect(refresh).not.toHaveBeenCalled();
  });

  it('uses one that is about to end as it is, and refreshes it behind the request', async () => {
    const stale = tokenSet('old', STALE);
    await create(stale);
    const { promise, resolve } = Promise.withResolvers<RefreshAnswer>();
    refresh.mockReturnValue(promise);
    expect(await fresh()).toEqual({ kind: 'fresh', tokens: forCalls(stale) });
    expect(await fresh()).toEqual({ kind: 'fresh', tokens: forCalls(stale) });
    await asked();
    resolve(renewed());
    await background.finished();
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(await fresh()).toMatchObject({ tokens: { accessToken: 'access-new' } });
  });

  it('leaves nothing behind each request while that refresh runs', async () => {
    await create(tokenSet('old', STALE));
    const { promise, resolve } = Promise.withResolvers<RefreshAnswer>();
    refresh.mockReturnValue(promise);
    const run = jest.spyOn(background, 'run');
    for (let times = 0; times < 5; times += 1) await fresh();
    expect(run).toHaveBeenCalledTimes(1); // and it is in there, for a process that ends
    run.mockRestore();
    await asked();
    resolve(renewed());
    await background.finished();
  });

  it('refreshes one that has ended once, however many ask', async () => {
    await create(tokenSet('old', OVER));
    refresh.mockResolvedValue(renewed());
    const answers = await Promise.all(Array.from({ length: 20 }, fresh));
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(refresh).toHaveBeenCalledWith(
      expect.objectContaining({ refreshToken: 'refresh-old' }),
      'sub-1',
    );
    for (const answer of answers) {
      expect(answer).toMatchObject({ kind: 'fresh', tokens: { accessToken: 'access-new' } });
    }
    expect(await fresh()).toMatchObject({
      tokens: { accessToken: 'access-new' },
    });
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('still uses a stale token while Cognito cannot be asked, and asks it once for all sessions', async () => {
    const stale = tokenSet('old', STALE);
    await create(stale);
    refresh.mockResolvedValue(unavailable);
    for (let times = 0; times < 5; times += 1) {
      expect(await fresh()).toEqual({ kind: 'fresh', tokens: forCalls(stale) });
      await background.finished();
    }
    await create(tokenSet('other', OVER), 'other');
    const answer = await fresh('other');
    expect(answer).toEqual({ kind: 'unavailable', retryAfter: 5 });
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('keeps a dead token for when Cognito is back, and asks when it said that it would be', async () => {
    await create(tokenSet('old', OVER));
    refresh.mockResolvedValueOnce(unavailable).mockResolvedValueOnce(renewed());
    expect(await fresh()).toMatchObject({ kind: 'unavailable', retryAfter: 5 });
    letPass(4_000);
    expect(await fresh()).toMatchObject({ kind: 'unavailable', retryAfter: 1 });
    letPass(2_000);
    expect(await fresh()).toMatchObject({ kind: 'fresh' });
  });

  it('keeps a refresh token that came with an answer which it could not judge', async () => {
    await create(tokenSet('old', STALE));
    refresh.mockResolvedValue({ ...unavailable, rotated: 'refresh-rotated' });
    await fresh();
    await background.finished();
    expect(await records.readTokens('id')).toMatchObject({
      accessToken: 'access-old',
      refreshToken: 'refresh-rotated',
    });
  });

  it('ends a session that Cognito rejects everywhere: no record, no entry, and revoked', async () => {
    await create(tokenSet('old', OVER));
    const index = new SessionIndex(config, engine);
    await index.add('sub-1', 'id', { startedAt: Date.now() }, 'none');
    refresh.mockResolvedValue({ kind: 'rejected', reason: 'sub_mismatch' });
    await fresh();
    await background.finished();
    expect(await records.readTokens('id')).toBeUndefined();
    expect(await engine.recall(userKey('sub-1'))).toEqual(new Map());
    expect(revoke).toHaveBeenCalledWith('refresh-old');
  });

  it('rejects where Cognito does', async () => {
    await create(tokenSet('old', OVER));
    refresh.mockResolvedValue({ kind: 'rejected', reason: 'code_rejected' });
    expect(await fresh()).toEqual({ kind: 'rejected' });
  });

  it('rejects a session that has ended since it was read', async () => {
    await create(tokenSet('old', OVER));
    const session = await read();
    await records.end('id');
    expect(await tokens.fresh(session)).toEqual({ kind: 'rejected' });
  });

  it('revives nothing when the session ends during the refresh, and revokes what came of it', async () => {
    await create(tokenSet('old', OVER));
    const { promise, resolve } = Promise.withResolvers<RefreshAnswer>();
    refresh.mockReturnValue(promise);
    const refreshing = fresh();
    await asked();
    expect(await records.end('id')).toMatchObject({ refreshToken: 'refresh-old' });
    resolve(renewed());
    expect(await refreshing).toEqual({ kind: 'rejected' });
    await background.finished();
    expect(revoke).toHaveBeenCalledWith('refresh-new');
    expect(await records.end('id')).toBeUndefined();
  });

  it('gives an ended record to one caller alone', async () => {
    await create(tokenSet('old', MINUTE));
    const taken = await Promise.all([records.end('id'), records.end('id')]);
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('leaves it to one process where two find a stale token', async () => {
    await create(tokenSet('old', OVER));
    const { promise, resolve } = Promise.withResolvers<RefreshAnswer>();
    refresh.mockReturnValue(promise);
    const [one, two] = [fresh(), another().fresh(await read())];
    await asked();
    resolve(renewed());
    expect(await one).toMatchObject({ kind: 'fresh', tokens: { accessToken: 'access-new' } });
    expect(await two).toEqual(await one);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('goes on where the last holder died, once the lease has run out', async () => {
    await create(tokenSet('old', OVER));
    await engine.acquire(leaseKey('id'), 'somebody who died', 200);
    refresh.mockResolvedValue(renewed());
    const metrics = new Metrics();
    expect(await another(metrics).fresh(await read())).toMatchObject({
      tokens: { accessToken: 'access-new' },
    });
    expect(await leaseWaits(metrics)).toEqual([expect.objectContaining({ count: 1 })]);
  });

  it('takes what a slow holder stored meanwhile for an answer, and not the refusal', async () => {
    await create(tokenSet('old', OVER));
    const { promise, resolve } = Promise.withResolvers<RefreshAnswer>();
    refresh.mockReturnValue(promise);
    const refreshing = fresh();
    await asked();
    await records.replaceTokens('id', tokenSet('slow', 10 * MINUTE));
    resolve({ kind: 'rejected', reason: 'code_rejected' }); // rotated: the one we sent is dead
    expect(await refreshing).toMatchObject({
      kind: 'fresh',
      tokens: { accessToken: 'access-slow' },
    });
    expect(await records.readTokens('id')).toMatchObject({ refreshToken: 'refresh-slow' });
  });

  it('loses no rotated refresh token to a store that blinks', async () => {
    await create(tokenSet('old', OVER));
    refresh.mockResolvedValue(renewed());
    jest
      .spyOn(engine, 'replace')
      .mockRejectedValueOnce(new RequestFailed('session_store_unavailable'));
    expect(await fresh()).toMatchObject({ tokens: { accessToken: 'access-new' } });
    expect(await records.readTokens('id')).toMatchObject({ refreshToken: 'refresh-new' });
  });

  it('goes on with a refresh that nobody waits for any more, whatever it is for', async () => {
    await create(tokenSet('old', 10 * MINUTE));
    refresh.mockImplementation(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return renewed();
    });
    void tokens.replaced(await read(), tokenSet('old', 0)); // as the API has it
    await background.finished();
    expect(await records.readTokens('id')).toMatchObject({ refreshToken: 'refresh-new' });
  });

  it('and with the revocation that it began: a process that ends waits for both', async () => {
    await create(tokenSet('old', OVER));
    const { promise, resolve } = Promise.withResolvers<RefreshAnswer>();
    refresh.mockReturnValue(promise);
    let revoked = false;
    revoke.mockImplementation(async () => {
      await new Promise((done) => setTimeout(done, 50));
      revoked = true;
    });
    void fresh();
    await asked();
    await records.end('id');
    const finished = background.finished();
    resolve(renewed());
    await finished;
    expect(revoked).toBe(true);
  });

  it('and a process that ends doesn’t wait for it until it is killed', async () => {
    const ending = new Background(logger);
    ending.beforeApplicationShutdown();
    ending.run('something without end', new Promise(() => undefined));
    letPass(28_900); // of the 30 s, 25 by a request
    const began = process.hrtime.bigint();
    await ending.finished();
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(2_000);
  });

  it('lets nobody be kept signed in by a revocation that fails', async () => {
    revoke.mockRejectedValue(new Error('unreachable'));
    expect(() => tokens.revoke(tokenSet('old', MINUTE), 'sub-1')).not.toThrow();
    await background.finished();
  });
});

describe('isStale', () => {
  it.each([
    [60_001, false],
    [60_000, true],
    [0, true],
    [-1, true],
  ])('with %i ms to go: %s', (left, stale) => {
    expect(isStale({ ...tokenSet('x', 0), expiresAt: 1_000_000 + left }, 1_000_000)).toBe(stale);
  });
});
