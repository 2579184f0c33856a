import { Writable } from 'node:stream';
import { pino } from 'pino';
import { serviceOf } from '../../infra/test/service-variants.js';
import { requestContext } from '../../src/telemetry/request-context.js';
import { Events } from '../../src/telemetry/events.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import type { BuiltProduct } from '../support/built-product.js';
import { eventually } from '../support/eventually.js';
import { startTask } from './task.js';

/** The metric filters on the product's log: each metric, and whether a line counts. */
const filters = new Map(
  Object.values(serviceOf('prod').findResources('AWS::Logs::MetricFilter')).map(
    ({ Properties: { FilterPattern, MetricTransformations } }) => {
      const [{ MetricName }] = MetricTransformations;
      return [String(MetricName), counts(String(FilterPattern))];
    },
  ),
);

/**
 * CloudWatch's JSON filter patterns, as far as ours go: `{ $.field = "text" }`, `!=`, both joined by
 * `&&`, where `*` at the end of the text stands for anything ("Filter pattern syntax for metric
 * filters", CloudWatch Logs).
 */
function counts(pattern: string): (line: string) => boolean {
  const conditions = pattern.replaceAll(/^\{ | \}$/gu, '').split(' && ');
  const tests = conditions.map((condition) => {
    const { field, operator, text } =
      /^\(?\$\.(?<field>\w+) (?<operator>!?=) "(?<text>[^"]+)"\)?$/u.exec(condition)?.groups ?? {};
    if (field === undefined || text === undefined) {
      throw new Error(`This test doesn’t know the pattern ${pattern}`);
    }
    return (fields: Record<string, unknown>) => {
      const value = fields[field];
      if (typeof value !== 'string') return false;
      const isSame = text.endsWith('*') ? value.startsWith(text.slice(0, -1)) : value === text;
      return isSame === (operator === '=');
    };
  });
  return (line) => tests.every((test) => test(JSON.parse(line)));
}

/** The metrics that count this line. */
const metricsOf = (line: string) =>
  [...filters].filter(([, counted]) => counted(line)).map(([metric]) => metric);

describe('each event counts where it should, as it is logged', () => {
  let line = '';
  const log = new Writable({
    write: (chunk, _encoding, done) => {
      line = String(chunk);
      done();
    },
  });
  const events = new Events(pino(log), new Metrics());
  const named = { sub: 'a-subject', session: 'a-handle' };

  /** A login that a client begins which says this of itself. */
  const startedBy = (browser: string) => () =>
    requestContext.run({ requestId: 'r', origin: () => ({ browser }) }, () =>
      events.record('login.started', { screen: 'login' }),
    );

  const cases: [metric: string[], record: () => void][] = [
    [['login.succeeded'], () => events.record('login.succeeded', named)],
    [['login.refused'], () => events.record('login.refused', { reason: 'nonce_mismatch' })],
    [['token.refreshed'], () => events.record('token.refreshed', named)],
    [
      ['token.refresh_rejected'],
      () => events.record('token.refresh_rejected', { ...named, reason: 'invalid_grant' }),
    ],
    [
      ['token.refresh_unavailable'],
      () => events.record('token.refresh_unavailable', { ...named, reason: 'timeout' }),
    ],
    [['login.started'], startedBy('Mozilla/5.0')],
    [[], startedBy('cognito-bff-smoke/1')],
    [[], () => events.record('logout.succeeded', named)],
  ];

  it.each(cases)('%p', (metrics, record) => {
    record();
    expect(metricsOf(line)).toEqual(metrics);
  });

  it('and is counted as none where there is none, so that metrics have no gaps', () => {
    const transformations = Object.values(
      serviceOf('prod').findResources('AWS::Logs::MetricFilter'),
    ).map(({ Properties }) => Properties.MetricTransformations);
    expect(transformations).toHaveLength(filters.size);
    for (const each of transformations) {
      expect(each).toEqual([expect.objectContaining({ DefaultValue: 0, MetricValue: '1' })]);
    }
  });

  it('and no metric is left without an event', () => {
    const counted = cases.flatMap(([metrics]) => metrics);
    expect([...filters.keys()].toSorted()).toEqual([...counted, 'store.unreachable'].toSorted());
  });
});

describe('the built product, told what a task is told', () => {
  let product: BuiltProduct;
  let origin: string;

  beforeAll(async () => {
    ({ product, origin } = await startTask());
  });
  afterAll(async () => {
    await product.stop('SIGKILL');
  });

  const logged = (metric: string) =>
    product.lines.filter((line) => metricsOf(line).includes(metric));

  it('logs a session store that can’t be reached, and it counts', async () => {
    await eventually(async () => logged('store.unreachable').length > 0);
    expect(logged('store.unreachable')[0]).toContain('sessions.invalid');
  });

  it('logs a refused login, and it counts', async () => {
    const answer = await fetch(`${origin}/auth/login`);
    expect(answer.status).toBe(503); // Cognito can't be reached
    await eventually(async () => logged('login.refused').length > 0);
    expect(logged('login.refused')).toEqual([
      expect.stringContaining(`"requestId":"${answer.headers.get('x-request-id')}"`),
    ]);
  });
});
