import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { startPool, type PoolUnderTest } from '../../testing/pool-under-test.js';
import { defaultSettings, type Settings } from '../settings.js';

const withRotation = (rotation: Settings['rotation']) =>
  startPool({ settings: { ...defaultSettings, rotation } });

describe('refreshing', () => {
  let pool: PoolUnderTest;

  afterEach(() => pool.close());

  const refresh = async (token = '') => openid.refreshTokenGrant(pool.client, token);
  const dead = { error: 'invalid_grant', status: 400 };

  it('continues the sign-in: who and since when, but no nonce', async () => {
    pool = await withRotation({ enabled: false, graceSeconds: 0 });
    const first = await pool.tokens();
    pool.pass(200);
    const second = await refresh(first.refresh_token);
    const [before, after] = [decodeJwt(first.id_token ?? ''), decodeJwt(second.id_token ?? '')];
    for (const claim of ['sub', 'iss', 'aud', 'auth_time', 'origin_jti', 'event_id', 'email']) {
      expect([claim, after[claim]]).toEqual([claim, before[claim]]);
    }
    expect(after['nonce']).toBeUndefined();
    expect(after.jti).not.toBe(before.jti);
    expect(Number(after.exp)).toBe(Number(before.exp) + 200);
    expect(decodeJwt(second.access_token)['scope']).toBe('openid email profile');
  });

  it('gives no new refresh token without rotation: the first one stays', async () => {
    pool = await withRotation({ enabled: false, graceSeconds: 0 });
    const { refresh_token: token } = await pool.tokens();
    expect((await refresh(token)).refresh_token).toBeUndefined();
    pool.pass(3600);
    expect((await refresh(token)).access_token).toBeDefined();
  });

  it('gives a new refresh token each time with rotation, the old one living on for the grace', async () => {
    pool = await withRotation({ enabled: true, graceSeconds: 10 });
    const { refresh_token: first } = await pool.tokens();
    const { refresh_token: second } = await refresh(first);
    expect(second).not.toBe(first);
    pool.pass(9);
    const { refresh_token: twin } = await refresh(first);
    expect(twin).not.toBe(second);
    pool.pass(2); // not prolonged by having been used again
    await expect(refresh(first)).rejects.toMatchObject(dead);
    expect((await refresh(second)).refresh_token).toBeDefined();
    expect((await refresh(twin)).refresh_token).toBeDefined();
  });

  it('ends the old refresh token at once where there is no grace', async () => {
    pool = await withRotation({ enabled: true, graceSeconds: 0 });
    const { refresh_token: first } = await pool.tokens();
    const { refresh_token: second } = await refresh(first);
    await expect(refresh(first)).rejects.toMatchObject(dead);
    expect((await refresh(second)).refresh_token).toBeDefined();
  });

  it('ends thirty days after the sign-in, however often it was rotated', async () => {
    pool = await withRotation({ enabled: true, graceSeconds: 0 });
    const day = 24 * 3600;
    const { refresh_token: first } = await pool.tokens();
    pool.pass(29 * day);
    const { refresh_token: second } = await refresh(first);
    pool.pass(day - 1);
    const { refresh_token: third } = await refresh(second);
    pool.pass(2);
    await expect(refresh(third)).rejects.toMatchObject(dead);
  });
});
