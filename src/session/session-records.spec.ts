import { jest } from '@jest/globals';
import { parseConfig } from '../config/config.js';
import { MemoryEngine } from './memory-engine.js';
import { sessionKey, SessionRecords } from './session-records.js';

const ENVIRONMENT = {
  COGNITO_ISSUER: 'https://issuer.example.com/pool',
  COGNITO_DOMAIN: 'https://login.example.com',
  COGNITO_CLIENT_ID: 'client',
  COGNITO_CLIENT_SECRET: 'secret',
  API_URL: 'https://api.example.com',
  SESSION_SECRETS: 's'.repeat(32),
};
const config = parseConfig(ENVIRONMENT);
const tokensOf = (name: string) => ({
  accessToken: `access-${name}`,
  idToken: `id-${name}`,
  refreshToken: `refresh-${name}`,
  expiresAt: 1,
});
const dataOf = (sub: string) => ({
  startedAt: Date.now(),
  cookie: { originalMaxAge: 1 },
  user: { sub, username: sub, email: undefined, groups: ['users'] },
});

describe('session records that this process has open', () => {
  let engine: MemoryEngine;
  let records: SessionRecords;
  const TTL_MS = 60_000;

  beforeEach(async () => {
    engine = new MemoryEngine();
    records = new SessionRecords(config, engine);
    for (const id of ['ann', 'eve']) {
      await records.create(id, dataOf(id), tokensOf(id));
      await read(id);
    }
  });

  /** Whose session and whose tokens lie under this id. */
  async function read(id: string, by = records) {
    const session = await by.read(id);
    return session && [session.user.sub, session.tokens.accessToken];
  }

  it('open nowhere else: who copies another’s record into their own gets nothing', async () => {
    const stolen = await engine.read(sessionKey('ann'));
    if (!stolen) throw new Error('there is no such record');
    await engine.create(sessionKey('eve'), stolen, TTL_MS);
    expect(await read('eve')).toBeUndefined();

    const own = { ...stolen, session: Buffer.alloc(0) };
    await engine.create(sessionKey('eve'), own, TTL_MS);
    expect(await read('eve')).toBeUndefined();
  });

  it('open nowhere else: another’s tokens in one’s own session are none', async () => {
    const [stolen, own] = await Promise.all(
      ['ann', 'eve'].map((id) => engine.read(sessionKey(id))),
    );
    if (!stolen || !own) throw new Error('there is no such record');
    await engine.create(sessionKey('eve'), { ...own, tokens: stolen.tokens }, TTL_MS);
    expect(await read('eve')).toEqual(['eve', 'access-eve']); // the version says that nothing is new
    expect(await read('eve', new SessionRecords(config, engine))).toBeUndefined();
    const version = Buffer.from('another');
    await engine.create(sessionKey('eve'), { ...own, tokens: stolen.tokens, version }, TTL_MS);
    expect(await read('eve')).toBeUndefined();
  });

  it('are what the store has now, where another process changed them', async () => {
    const elsewhere = new SessionRecords(config, engine);
    await elsewhere.replaceTokens('ann', tokensOf('new'));
    await elsewhere.replaceSession('ann', dataOf('renamed'));
    expect(await read('ann')).toEqual(['renamed', 'access-new']);
  });

  it('are gone where another process ended them', async () => {
    await new SessionRecords(config, engine).end('ann');
    expect(await read('ann')).toBeUndefined();
  });

  it.each(['access', 'id'])(
    'are known from the login as they will be read, for APIs with %s tokens',
    async (kind) => {
      const own = parseConfig({ ...ENVIRONMENT, API_TOKEN: kind });
      const here = new SessionRecords(own, engine);
      await here.create('zoe', dataOf('zoe'), tokensOf('zoe'));
      const reads = jest.spyOn(engine, 'read');
      const known = await here.read('zoe');
      expect(reads).not.toHaveBeenCalled();
      expect(known).toStrictEqual(await new SessionRecords(own, engine).read('zoe'));
      expect(Object.isFrozen(known?.tokens) && Object.isFrozen(known?.data.user?.groups)).toBe(
        true,
      );
      expect(JSON.stringify(known)).not.toContain('refresh-zoe');
      expect(JSON.stringify(known).includes('id-zoe')).toBe(kind === 'id');
    },
  );

  it('can’t be changed for the next request by the one before', async () => {
    const record = await records.read('ann');
    const { user } = record?.data ?? {};
    expect(() => Object.assign(user?.groups ?? [], { 0: 'admins' })).toThrow(TypeError);
    expect(() => Object.assign(user ?? {}, { sub: 'eve' })).toThrow(TypeError);
  });
});
