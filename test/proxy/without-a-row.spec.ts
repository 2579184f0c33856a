import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import * as fc from 'fast-check';
import { Apis } from '../../src/api/apis.js';
import { Permissions } from '../../src/api/call-permissions.js';
import type { Policy } from '../../src/api/policy-table.js';
import { RequestFailed } from '../../src/http/failures/failure.js';
import { Events } from '../../src/telemetry/events.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import { noLog } from '../support/captured-log.js';
import { configWith } from '../support/engine-at.js';

const config = configWith({});
/** As of a team that has taken out the last row of its table, which lets through all the rest. */
const policies: Policy[] = [
  { path: '/orders', methods: ['GET'], timeLimitMs: 1000 },
  { path: '/orders/{id}', methods: ['GET'], timeLimitMs: 1000 },
];
const person = { sub: 'sub-1', username: 'u', email: undefined, groups: ['admins'] };

describe('a path that no row covers', () => {
  const permissions = new Permissions(
    new Apis(config, policies),
    new Events(noLog(), new Metrics()),
  );
  const request = new IncomingMessage(new Socket());

  /** The path that the API would be asked for, or why it isn't asked. */
  const judged = (path: string, method = 'GET') => {
    try {
      return permissions.check({ method, target: `/api${path}` }, person, request).path;
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      return error.code;
    }
  };

  it.each([
    ['/orders', '/orders'],
    ['/orders/7?x=/other', '/orders/7?x=/other'],
    ['/other', 'not_found'],
    ['/', 'not_found'],
    ['/?x=/orders', 'not_found'],
    ['/orders7', 'not_found'],
    ['/orders/7/lines', 'not_found'],
    ['/x/orders', 'not_found'],
    ['/ORDERS', 'bad_path'],
    ['//orders', 'bad_path'],
    ['/orders;x/7', 'bad_path'],
  ])('isn’t asked for, whoever asks: %s is %s', (path, outcome) => {
    expect(judged(path)).toBe(outcome);
  });

  it('is not asked for by any method: what isn’t there has none', () => {
    for (const method of ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT']) {
      expect(judged('/other', method)).toBe('not_found');
    }
  });

  it('is asked for in no spelling', () => {
    const letters = fc.constantFrom('/', '/', 'orders', 'other', '7', '%2f', '%6f', '.', ';', '?');
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 6 }), (parts) => {
        const outcome = judged(`/${parts.join('')}`);
        if (!outcome.startsWith('/')) return;
        expect(outcome).toMatch(/^\/orders(?:\/[^/?]+)?\/?(?:\?.*)?$/u);
      }),
      { numRuns: 1_000 },
    );
  });
});
