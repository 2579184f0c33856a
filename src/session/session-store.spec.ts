import { jest } from '@jest/globals';
import { promisify } from 'node:util';
import type { SessionData } from 'express-session';
import { pino } from 'pino';
import { parseConfig } from '../config/config.js';
import { RequestFailed } from '../http/failures/failure.js';
import { MemoryEngine } from './memory-engine.js';
import { sessionKey, SessionRecords } from './session-records.js';
import { signedSeen } from './seen.js';
import { SessionStore } from './session-store.js';
import { Background } from './background.js';

const config = parseConfig({
  COGNITO_ISSUER: 'https://issuer.example.com/pool',
  COGNITO_DOMAIN: 'https://login.example.com',
  COGNITO_CLIENT_ID: 'client',
  COGNITO_CLIENT_SECRET: 'secret',
  API_URL: 'https://api.example.com',
  SESSION_SECRETS: 's'.repeat(32),
  SESSION_IDLE_SECONDS: '100',
  SESSION_MAX_SECONDS: '250',
});
const logger = pino({ level: 'silent' });
const tokens = {
  accessToken: 'the-access-token',
  idToken: 'the-id-token',
  refreshToken: 'the-refresh-token',
  expiresAt: 0,
};
const user = { sub: 'sub-1', username: 'u', email: 'ann@example.com', groups: ['users'] };

describe('SessionStore', () => {
  let engine: MemoryEngine;
  let records: SessionRecords;
  let store: SessionStore;
  let background: Background;
  let data: SessionData;

  const get = (id: string) =>
    promisify((done: (error: unknown, value?: SessionData | null) => void) =>
      store.get(id, done),
    )();
  const set = (id: string) => promisify(store.set)(id, data);
  const touch = async (id: string) => {
    const read = (await get(id)) ?? data;
    await new Promise<void>((resolve) => {
      store.touch(id, read, resolve);
    });
    await jest.advanceTimersByTimeAsync(0);
  };
  const destroy = (id: string) => promisify(store.destroy)(id);

  beforeEach(async () => {
    jest.useFakeTimers();
    jest.advanceTimersByTime(1); // lru-cache takes a time of 0 for none
    engine = new MemoryEngine();
    records = new SessionRecords(config, engine);
    background = new Background(logger);
    store = new SessionStore(records, background);
    data = { cookie: { originalMaxAge: 1 }, user, startedAt: Date.now() };
    await records.create('id-1', data, tokens);
  });
  afterEach(() => jest.useRealTimers());

  it('gives back the session to its id alone', async () => {
    expect(await get('id-1')).toMatchObject({ user });
    expect(await get('id-2')).toBeNull();
  });

  it('makes no session by saving one: a late save of an ended session revives nothing', async () => {
    await destroy('id-1');
    await set('id-1');
    await touch('id-1');
    expect(await get('id-1')).toBeNull();
  });

  it('ends after the idle time, which use extends', async () => {
    jest.advanceTimersByTime(90_000);
    await touch('id-1');
    jest.advanceTimersByTime(90_000);
    expect(await get('id-1')).not.toBeNull();
    jest.advanceTimersByTime(11_000);
    expect(await get('id-1')).toBeNull();
  });

  it('ends at its absolute end, whatever the use', async () => {
    for (let used = 0; used < 6; used += 1) {
      jest.advanceTimersByTime(40_000);
      await touch('id-1');
    }
    expect(await get('id-1')).not.toBeNull();
    jest.advanceTimersByTime(10_001);
    expect(await get('id-1')).toBeNull();
  });

  it.each([
    ['idle', 101_000],
    ['used up', 251_000],
  ])('judges by its own clock that one is %s which the store still has', async (_name, ms) => {
    const seen = signedSeen(Date.now(), config.session.secrets, 'id-1');
    await engine.touch(sessionKey('id-1'), seen, 1_000_000);
    expect(await get('id-1')).not.toBeNull();
    jest.advanceTimersByTime(ms);
    expect(await engine.read(sessionKey('id-1'))).toBeDefined();
    expect(await get('id-1')).toBeNull();
  });

  it('is not told of each use: a session seen a moment ago is not touched', async () => {
    const touches = jest.spyOn(engine, 'touch');
    jest.advanceTimersByTime(3_000);
    await touch('id-1');
    expect(touches).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1_000);
    await touch('id-1');
    expect(touches).toHaveBeenCalledTimes(1);
  });

  it('fails nobody whose answer is on its way where a touch fails', async () => {
    jest.advanceTimersByTime(50_000);
    const failure = new RequestFailed('session_store_unavailable');
    jest.spyOn(engine, 'touch').mockRejectedValue(failure);
    await expect(touch('id-1')).resolves.toBeUndefined();
  });

  it('gives an ended session’s tokens to one alone of two that end it', async () => {
    const ends = await Promise.all([records.end('id-1'), records.end('id-1')]);
    expect(ends).toEqual([tokens, undefined]);
  });

  it('saves nothing of what was only read with the session', async () => {
    const read = await get('id-1');
    expect(JSON.stringify({ ...read })).toBe(JSON.stringify(data));
  });

  it('keeps nothing readable: neither the id, nor who it is, nor the tokens', async () => {
    const writes = jest.spyOn(engine, 'create');
    await records.create('id-to-hide', data, tokens);
    const [key, stored] = writes.mock.calls[0] ?? [];
    const written = `${key} ${stored?.session.toString('latin1')} ${stored?.tokens.toString('latin1')}`;
    const secrets = ['id-to-hide', user.sub, user.email, tokens.accessToken, tokens.refreshToken];
    for (const secret of secrets) expect(written).not.toContain(secret);
  });
});
