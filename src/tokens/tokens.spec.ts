import { jest } from '@jest/globals';
import { pino } from 'pino';
import { CognitoClient } from '../cognito/cognito.client.js';
import type { RefreshAnswer, TokenSet } from '../cognito/token-set.js';
import { parseConfig } from '../config/config.js';
import { RequestFailed } from '../http/failure.js';
import { MemoryEngine } from '../session/memory-engine.js';
import { leaseKey, SessionRecords } from '../session/session-records.js';
import { Events } from '../telemetry/events.js';
import { isStale, Tokens } from './tokens.js';

const config = parseConfig({
  COGNITO_ISSUER: 'https://issuer.example.com/pool',
  COGNITO_DOMAIN: 'https://login.example.com',
  COGNITO_CLIENT_ID: 'client',
  COGNITO_CLIENT_SECRET: 'secret',
  API_URL: 'https://api.example.com',
  SESSION_SECRETS: 's'.repeat(32),
});
const MINUTE = 60_000;
const user = { sub: 'sub-1', username: 'u', email: undefined, groups: [] };

const tokenSet = (name: string, expiresInMs: number): TokenSet => ({
  accessToken: `access-${name}`,
  idToken: `id-${name}`,
  refreshToken: `refresh-${name}`,
  expiresAt: Date.now() + expiresInMs,
});
const renewed = (): RefreshAnswer => ({
  kind: 'fresh',
  user,
  tokens: tokenSet('new', 10 * MINUTE),
});
const unavailable: RefreshAnswer = {
  kind: 'unavailable',
  reason: 'provider_unavailable',
  retryAfter: 5,
};

describe('Tokens', () => {
  const cognito = new CognitoClient(config);
  const refresh = jest.spyOn(cognito, 'refresh');
  const revoke = jest.spyOn(cognito, 'revoke');
  /** Once Cognito has been asked. */
  const asked = async () => {
    while (refresh.mock.calls.length === 0) await new Promise(setImmediate);
  };
  let engine: MemoryEngine;
  let records: SessionRecords;
  let tokens: Tokens;

  const create = (set: TokenSet) =>
    records.create('id', { cookie: { originalMaxAge: 1 }, user }, set, MINUTE);
  /** As a request asks that has read the session a moment ago. */
  const fresh = async () => tokens.fresh('id', 'sub-1', (await records.read('id'))?.sealedTokens);

  /** What another process does with the same sessions. */
  const another = () => new Tokens(engine, records, cognito, new Events(pino({ level: 'silent' })));

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
    expect(await fresh()).toEqual({ kind: 'fresh', tokens: lasting });
    expect(refresh).not.toHaveBeenCalled();
  });

  it('refreshes a stale one once, however many ask', async () => {
    await create(tokenSet('old', 30_000));
    refresh.mockResolvedValue(renewed());
    const answers = await Promise.all(Array.from({ length: 20 }, fresh));
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(refresh).toHaveBeenCalledWith('refresh-old', 'sub-1');
    for (const answer of answers) {
      expect(answer).toMatchObject({ kind: 'fresh', tokens: { accessToken: 'access-new' } });
    }
    expect(await fresh()).toMatchObject({
      tokens: { accessToken: 'access-new' },
    });
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('still uses a stale token while Cognito cannot be asked', async () => {
    const stale = tokenSet('old', 30_000);
    await create(stale);
    refresh.mockResolvedValue(unavailable);
    expect(await fresh()).toEqual({ kind: 'fresh', tokens: stale });
  });

  it('keeps a dead token for when Cognito is back', async () => {
    await create(tokenSet('old', -1));
    refresh.mockResolvedValueOnce(unavailable).mockResolvedValueOnce(renewed());
    expect(await fresh()).toMatchObject({ kind: 'unavailable', retryAfter: 5 });
    expect(await fresh()).toMatchObject({ kind: 'fresh' });
  });

  it('rejects where Cognito does', async () => {
    await create(tokenSet('old', 30_000));
    refresh.mockResolvedValue({ kind: 'rejected', reason: 'code_rejected' });
    expect(await fresh()).toEqual({ kind: 'rejected' });
  });

  it('rejects a session without tokens', async () => {
    expect(await tokens.fresh('unknown', 'sub-1', undefined)).toEqual({ kind: 'rejected' });
  });

  it('revives nothing when the session ends during the refresh, and revokes what came of it', async () => {
    await create(tokenSet('old', 30_000));
    const { promise, resolve } = Promise.withResolvers<RefreshAnswer>();
    refresh.mockReturnValue(promise);
    const refreshing = fresh();
    await asked();
    expect(await records.end('id')).toMatchObject({ refreshToken: 'refresh-old' });
    resolve(renewed());
    expect(await refreshing).toEqual({ kind: 'rejected' });
    expect(revoke).toHaveBeenCalledWith('refresh-new');
    expect(await records.end('id')).toBeUndefined();
  });

  it('gives an ended record to one caller alone', async () => {
    await create(tokenSet('old', MINUTE));
    const taken = await Promise.all([records.end('id'), records.end('id')]);
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('leaves it to one process where two find a stale token', async () => {
    await create(tokenSet('old', 30_000));
    const { promise, resolve } = Promise.withResolvers<RefreshAnswer>();
    refresh.mockReturnValue(promise);
    const [one, two] = [fresh(), another().fresh('id', 'sub-1', undefined)];
    await asked();
    resolve(renewed());
    expect(await one).toMatchObject({ kind: 'fresh', tokens: { accessToken: 'access-new' } });
    expect(await two).toEqual(await one);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('goes on where the last holder died, once the lease has run out', async () => {
    await create(tokenSet('old', 30_000));
    await engine.acquire(leaseKey('id'), 'somebody who died', 200);
    refresh.mockResolvedValue(renewed());
    expect(await fresh()).toMatchObject({ tokens: { accessToken: 'access-new' } });
  });

  it('takes what a slow holder stored meanwhile for an answer, and not the refusal', async () => {
    await create(tokenSet('old', 30_000));
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
    await create(tokenSet('old', 30_000));
    refresh.mockResolvedValue(renewed());
    jest
      .spyOn(engine, 'replace')
      .mockRejectedValueOnce(new RequestFailed('session_store_unavailable'));
    expect(await fresh()).toMatchObject({ tokens: { accessToken: 'access-new' } });
    expect(await records.readTokens('id')).toMatchObject({ refreshToken: 'refresh-new' });
  });

  it('lets nobody be kept signed in by a revocation that fails', async () => {
    revoke.mockRejectedValue(new Error('unreachable'));
    await expect(tokens.revoke(tokenSet('old', MINUTE), 'sub-1')).resolves.toBeUndefined();
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
