import { jest } from '@jest/globals';
import type { Logger } from 'pino';
import { RequestFailed } from '../../src/http/failures/failure.js';
import { Sessions } from '../../src/session/sessions.js';
import { LOGGER } from '../../src/telemetry/logger.js';
import { World } from '../support/world.js';

describe('what is logged of a request that fails', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  afterEach(() => jest.restoreAllMocks());

  /** What the log is given when the session endpoint fails with this. */
  async function loggedOf(failure: Error): Promise<unknown[]> {
    const browser = world.browser();
    await browser.signIn();
    jest.spyOn(world.app.get(Sessions), 'ends').mockImplementation(() => {
      throw failure;
    });
    const error = jest.spyOn(world.app.get<Logger>(LOGGER), 'error');
    expect((await browser.fetch('/auth/session')).status).toBeGreaterThanOrEqual(500);
    return error.mock.calls[0] ?? [];
  }

  it('is the error with its stack where nobody foresaw it', async () => {
    const failure = new TypeError('a mistake of ours');
    expect(await loggedOf(failure)).toEqual([{ err: failure }, 'internal_error']);
  });

  it('is a line that says why where it is foreseen', async () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { token: 'a-token' });
    const failure = new RequestFailed('upstream_unreachable', { cause });
    expect(await loggedOf(failure)).toEqual([
      { reason: 'connect ECONNREFUSED' },
      'upstream_unreachable',
    ]);
  });
});
