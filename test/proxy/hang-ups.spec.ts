import { jest } from '@jest/globals';
import type { Logger } from 'pino';
import { InFlight } from '../../src/api/in-flight.js';
import { LOGGER } from '../../src/telemetry/logger.js';
import { Caller } from '../support/caller.js';
import { eventually } from '../support/eventually.js';
import { World } from '../support/world.js';

const BODIES = [
  ['a small body', 'Content-Length: 100', 'half'],
  ['a large body', 'Content-Length: 1000000', 'half'],
  ['a chunked body', 'Transfer-Encoding: chunked', '4\r\nhalf\r\n'],
];

describe('who hangs up', () => {
  let world: World;
  let alice: Caller;

  beforeAll(async () => {
    world = await World.start();
    alice = await Caller.signIn(world);
    world.api.answer = () => undefined; // it waits for all of the body
  });
  afterAll(() => world.stop());
  afterEach(() => jest.restoreAllMocks());

  it.each(BODIES)(
    'in %s is nothing that this server did wrong',
    async (_name, field = '', half = '') => {
      const error = jest.spyOn(world.app.get<Logger>(LOGGER), 'error');
      const counts = world.app.get(InFlight)['counts'];
      const client = await alice.connect();
      client.send(alice.request('POST /api/x', [field], half));
      await eventually(async () => counts.size === 1);
      client.leave();
      await eventually(async () => counts.size === 0);
      await new Promise(setImmediate); // its failure has been answered by then
      expect(error).not.toHaveBeenCalled();
    },
  );
});
