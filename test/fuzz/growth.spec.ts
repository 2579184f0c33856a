import { jest } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { eventually } from '../support/eventually.js';
import { patience, runs } from '../support/fuzz-runs.js';
import { asker, fieldText, method, requestOf, somewhere } from './arbitraries.js';
import { Wire } from './wire.js';

jest.setTimeout(patience);

const REQUESTS = runs(1_500);
/** A request that is kept takes more than ten kilobytes, with its response and its socket. */
const LEAST_LEAK_BYTES = 2_048;

// Node offers its collector to who asks for it at start, or like this.
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

describe('after thousands of requests that nobody wanted', () => {
  let wire: Wire;

  beforeAll(async () => {
    wire = await Wire.start();
  });
  afterAll(() => wire.stop());

  const line = fc
    .tuple(method, somewhere, fieldText(30))
    .map(([verb, path, query]) => `${verb} ${path}?${query.replaceAll(/[\s#]/g, '')}`);
  const fields = fc
    .tuple(asker, fieldText(100))
    .map(([who, cookie]) => [...who, `Cookie: session=${cookie}`]);

  /** The heap after all of them, with what the test itself has kept thrown away. */
  const heapAfter = async (seed: number): Promise<number> => {
    for (const bytes of fc.sample(requestOf({ line, fields }), { ...REQUESTS, seed })) {
      await wire.ask(bytes);
    }
    wire.close();
    wire.forget();
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };

  it('no memory and no connection is kept of them', async () => {
    const server = wire.world.app.getHttpServer();
    await heapAfter(1); // caches fill up to their limits, and code is compiled
    const before = await heapAfter(2);
    const grown = (await heapAfter(3)) - before;
    expect(grown / REQUESTS.numRuns).toBeLessThan(LEAST_LEAK_BYTES);
    const connections = () =>
      new Promise<number>((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      });
    await eventually(async () => (await connections()) === 0);
  });
});
