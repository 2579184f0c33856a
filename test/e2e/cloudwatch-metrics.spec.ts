import type { MetricReader } from '@opentelemetry/sdk-metrics';
import { MetricsServer } from '../../src/telemetry/metrics-server.js';
import { cloudWatchMetrics } from '../../src/telemetry/cloudwatch-metrics.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import { capturedLog } from '../support/captured-log.js';
import { letPass, realTime } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import { type FoundMetric, metricsIn } from '../support/embedded-metrics.js';
import { freePort } from '../support/http-server.js';
import { SessionServer } from '../support/session-server.js';
import { World } from '../support/world.js';

const NAMESPACE = 'cognito-bff/test';
const UNITS: Record<string, string> = { seconds: 'Seconds', bytes: 'Bytes' };

/** Starts the product, has somebody do something, and stops it: what is the log's of the last minute? */
async function metricsOf(
  use: (world: World) => Promise<void>,
  environment: Record<string, string> = { CLOUDWATCH_NAMESPACE: NAMESPACE },
): Promise<FoundMetric[]> {
  const store = await SessionServer.start();
  const world = await World.start({ REDIS_URL: store.url, ...environment });
  try {
    await use(world);
  } finally {
    realTime();
    await world.stop();
    await store.remove();
  }
  return metricsIn(world.log);
}

function valueOf(found: FoundMetric[], name: string, labels: Record<string, string> = {}) {
  const wanted = JSON.stringify(labels);
  return found.find((one) => one.name === name && JSON.stringify(one.labels) === wanted)?.value;
}

/** Somebody signs in, waits for a new token, and is refused something. */
async function visit(world: World): Promise<void> {
  const browser = world.browser();
  await browser.click('/auth/login');
  letPass(400_000);
  await browser.fetch('/api/hello');
  await browser.fetch('/api/hello', { headers: { 'sec-fetch-site': 'cross-site' } });
}

describe('the metrics in the log', () => {
  it('are there at every LOG_LEVEL, and say what happened', async () => {
    const found = await metricsOf(visit, { CLOUDWATCH_NAMESPACE: NAMESPACE, LOG_LEVEL: 'fatal' });
    expect(new Set(found.map(({ namespace }) => namespace))).toEqual(new Set([NAMESPACE]));
    expect(valueOf(found, 'bff_sessions_open')).toBe(1);
    expect(valueOf(found, 'bff_failures_total', { code: 'cross_origin' })).toBe(1);
    expect(valueOf(found, 'bff_refresh_wait_seconds', { outcome: 'fresh' })).toEqual([
      expect.any(Number),
    ]);
    // The login, its callback, the page after it, and two of the API's: one value for each.
    expect(valueOf(found, 'http_server_request_duration_seconds')).toHaveLength(5);
    expect(valueOf(found, 'nodejs_eventloop_delay_seconds', { quantile: '0.99' })).toEqual(
      expect.any(Number),
    );
  });

  it('have the names and labels of /metrics, and units that fit their names', async () => {
    const port = await freePort();
    let text = '';
    const found = await metricsOf(
      async (world) => {
        await visit(world);
        await world.app.get(MetricsServer).listen();
        text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      },
      {
        CLOUDWATCH_NAMESPACE: NAMESPACE,
        METRICS_PORT: String(port),
        METRICS_HOST: '127.0.0.1',
      },
    );
    expect(found.length).toBeGreaterThan(10);
    for (const { name, unit, labels } of found) {
      const [, ending = ''] = /_(seconds|bytes)$/u.exec(name) ?? [];
      expect(unit).toBe(UNITS[ending] ?? 'Count');
      const series = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const lines = text.split('\n').filter((line) => line.startsWith(name));
      expect(lines.filter((line) => series.every((label) => line.includes(label)))).not.toEqual([]);
    }
  });

  it('name nobody, and are no more for what strangers make up', async () => {
    const found = await metricsOf(async (world) => {
      await visit(world);
      const browser = world.browser();
      for (let number = 0; number < 50; number += 1) {
        await browser.fetch(`/made-up/${number}`);
        await browser.fetch(`/auth/callback?error=made-up-${number}&state=${number}`);
      }
    });
    expect(found.length).toBeLessThan(25);
    const told = JSON.stringify(found);
    for (const personal of ['made-up', alice.sub, alice.username, alice.email]) {
      expect(told).not.toContain(personal);
    }
  });

  it('are not logged where nobody asked for it', async () => {
    expect(await metricsOf(visit, {})).toEqual([]);
  });
});

it('METRICS_HOST keeps /metrics to one interface, and the product to all', async () => {
  const port = await freePort();
  const world = await World.start({ METRICS_PORT: String(port), METRICS_HOST: '127.0.0.1' });
  await world.app.get(MetricsServer).listen();
  const answered = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(answered.status).toBe(200);
  // Another address of this machine alone.
  await expect(fetch(`http://127.0.0.2:${port}/metrics`)).rejects.toThrow('fetch failed');
  await world.stop();
});

describe('what CloudWatch is told each minute', () => {
  const { lines, logger } = capturedLog();
  let reader: MetricReader;
  const metrics = new Metrics((durations) => [
    (reader = cloudWatchMetrics('test', logger, durations)),
  ]);
  afterAll(() => metrics.onApplicationShutdown());

  /** What is told of a metric when a minute is over. */
  const told = async (name: string) => {
    lines.length = 0;
    await reader.forceFlush();
    return metricsIn(lines)
      .filter((metric) => metric.name === name)
      .map(({ labels, value }) => ({ labels, value }));
  };

  it('is what happened since it was told last: it adds up by itself', async () => {
    const failures = 'bff_failures_total';
    metrics.failed('upstream_timeout');
    metrics.failed('upstream_timeout');
    metrics.failed('not_signed_in');
    expect(await told(failures)).toEqual([
      { labels: { code: 'upstream_timeout' }, value: 2 },
      { labels: { code: 'not_signed_in' }, value: 1 },
    ]);
    expect(await told(failures)).toEqual([]);
    metrics.failed('not_signed_in');
    expect(await told(failures)).toEqual([{ labels: { code: 'not_signed_in' }, value: 1 }]);
  });

  it('is of all requests together, whatever their routes and answers', async () => {
    const one = { method: 'GET', route: '/', status: 200 };
    metrics.served({ ...one, ms: 3 });
    metrics.served({ ...one, status: 503, ms: 4_000 });
    metrics.served({ ...one, route: '/api/*', ms: 20 });
    expect(await told('http_server_request_duration_seconds')).toEqual([
      { labels: {}, value: [0.003, 0.02, 4] },
    ]);
    metrics.served({ ...one, ms: 6 });
    expect(await told('http_server_request_duration_seconds')).toEqual([
      { labels: {}, value: [0.006] },
    ]);
  });

  it('has an end: what a provider makes up is one series', async () => {
    for (let number = 0; number < 600; number += 1) metrics.failed(`made-up-${number}`);
    const series = await told('bff_failures_total');
    expect(series.length).toBeLessThanOrEqual(500);
    expect(series.reduce((sum, { value }) => sum + Number(value), 0)).toBe(600);
    expect(series).toContainEqual({ labels: { code: 'other' }, value: expect.any(Number) });
  });
});
