import { spawnSync } from 'node:child_process';
import { PEERS } from '../support/installed.js';
import { UpstreamApi } from '../support/upstream-api.js';
import { apiAnswer } from './api-answer.js';
import { CONTESTANTS } from './contestants/index.js';
import { ROOT } from './contestants/packages.js';
import { closedLoad } from './load/closed.js';
import type { Goal } from './load/goal.js';
import { openLoad } from './load/open.js';
import { storeUse } from './parts/store-use.js';
import { Stage } from './stage.js';

const present = CONTESTANTS.filter((contestant) => contestant.missing?.() === undefined);
const withSessions = present.filter(({ loginPath }) => loginPath !== undefined);

/** Everybody's request, in turn, over one connection. */
const eachOnce = (goal: Goal) =>
  closedLoad(goal, { connections: 1, goesOn: (sent) => sent < goal.exchanges.length });

it('the peers are written in right types, though no other check sees them', () => {
  const tsc = ['node_modules/typescript/bin/tsc', '--noEmit', '-p', PEERS];
  const { stdout } = spawnSync(process.execPath, tsc, { cwd: ROOT, encoding: 'utf8' });
  expect(stdout).toBe('');
});

describe('the bench', () => {
  let stage: Stage;
  let api: UpstreamApi;

  beforeAll(async () => {
    [stage, api] = await Promise.all([Stage.set(), UpstreamApi.start()]);
    api.answer = (request, response) => {
      const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
      response.writeHead(200, { 'content-type': 'application/json' }).end(apiAnswer(token));
    };
  });
  afterAll(async () => {
    await stage.strike();
    await api.stop();
  });
  beforeEach(() => {
    api.received.length = 0;
  });

  describe.each(withSessions)('$name', (contestant) => {
    it('calls the API with the token of whoever asks, and without their cookie', async () => {
      const entry = await stage.enter(contestant, { apiUrl: api.url });
      await entry.signIn(1);
      await entry.signIn(1);
      const tokens = stage.provider.openId.issued.slice(-2).map((issued) => issued.access_token);

      api.received.length = 0;

      const answers = await eachOnce(entry);

      expect(answers).toMatchObject({ count: 2 });
      expect(api.received.map(({ headers }) => headers.authorization)).toEqual(
        tokens.map((token) => `Bearer ${token}`),
      );
      expect(api.received.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined]);
      expect(api.last.target).toBe('/stage/hello');
    });

    it('keeps its sessions in the store, and asks it for each request', async () => {
      const entry = await stage.enter(contestant);
      const { [contestant.name]: use } = await storeUse([entry], stage.store, () => undefined);
      expect(use?.loginCommands).toBeGreaterThanOrEqual(1);
      expect(use?.commands).toBeGreaterThanOrEqual(1);
      expect(use?.readBytes).toBeGreaterThan(0);
      expect(use?.writtenBytes).toBeGreaterThan(0);
    });

    it('turns away who is not signed in', async () => {
      const { port } = await stage.enter(contestant, { apiUrl: api.url });
      const answer = await fetch(`http://localhost:${port}/api/hello`, {
        headers: { 'sec-fetch-site': 'same-origin' },
        redirect: 'manual',
      });
      expect([302, 401]).toContain(answer.status);
      expect(api.received).toEqual([]);
    });
  });

  it.each(present)(
    '$name is forwarded to the API of the bench by either load',
    async (contestant) => {
      const entry = await stage.enter(contestant);
      await entry.signIn(2);
      stage.provider.forget();
      await entry.signIn(1);
      expect(await eachOnce(entry)).toMatchObject({ count: entry.exchanges.length });
      expect(await openLoad(entry, { perSecond: 100, seconds: 0.1 })).toHaveLength(10);
    },
  );

  it('hands out 4 KB of tokens a session', async () => {
    const { issued } = stage.provider.openId;
    for (const { id_token: id, access_token: access, refresh_token: refresh } of issued) {
      const kilobytes = (id.length + access.length + refresh.length) / 1024;
      expect(kilobytes).toBeGreaterThan(3.8);
      expect(kilobytes).toBeLessThan(4.2);
    }
    expect(issued.length).toBeGreaterThan(0);
  });

  it('ends at an answer to somebody else', async () => {
    const call = { ...stage.directCall, expected: apiAnswer('of somebody else') };
    const goal = { name: 'the API', port: stage.apiPort, exchanges: [call] };
    await expect(eachOnce(goal)).rejects.toThrow(/^the API answered .* was due$/);
  });
});
