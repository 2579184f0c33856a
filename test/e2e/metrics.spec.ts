import { readFileSync } from 'node:fs';
import { CONFIG, type Config } from '../../src/config/config.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import { MetricsServer } from '../../src/telemetry/metrics-server.js';
import { capturedLog } from '../support/captured-log.js';
import { letPass, realTime } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import { freePort } from '../support/http-server.js';
import { SessionServer } from '../support/session-server.js';
import { World } from '../support/world.js';

/** What a metric's lines say, by their labels. */
type Series = Map<string, number>;

describe('the metrics', () => {
  let world: World;
  let port: number;

  const start = async (environment: Record<string, string> = {}) => {
    port = await freePort();
    world = await World.start({ METRICS_PORT: String(port), HOST: '127.0.0.1', ...environment });
    await world.app.get(MetricsServer).listen();
  };
  afterEach(async () => {
    realTime();
    await world.stop();
  });

  const read = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    return answer.text();
  };
  const seriesOf = async (name: string): Promise<Series> => {
    const found = (await read()).matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)`, 'gmu'));
    return new Map([...found].map(([, labels = '', value]) => [labels, Number(value)]));
  };
  const statusOf = async (path: string, method = 'GET') =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { method })).status;
  /** How much of a metric has all of these labels. */
  const total = async (name: string, ...labels: string[]) =>
    [...(await seriesOf(name))]
      .filter(([series]) => labels.every((label) => series.includes(label)))
      .reduce((sum, [, value]) => sum + value, 0);

  it('count what happened, by route and status and by the names of the events', async () => {
    await start();
    const browser = world.browser();
    await browser.click('/auth/login');
    await browser.fetch('/api/hello?of=nobody');
    await browser.fetch('/api/hello?of=somebody');
    await browser.click('/nowhere');
    await browser.fetch('/auth/logout', { method: 'POST' });
    await browser.fetch('/api/hello');

    const served = 'http_server_request_duration_seconds_count';
    expect(await total(served, 'http_route="/api/*"', 'code="200"')).toBe(2);
    expect(await total(served, 'http_route="/api/*"', 'code="401"')).toBe(1);
    expect(await total(served, 'http_route="/auth/callback"', 'code="303"')).toBe(1);
    expect(await total(served, 'code="404"')).toBe(1);
    const events = 'bff_audit_events_total';
    for (const name of ['login.started', 'login.succeeded', 'logout.succeeded']) {
      expect(await total(events, `event="${name}"`)).toBe(1);
    }
    expect(await total(events, 'event="request.refused"', 'reason="not_signed_in"')).toBe(1);
    expect(await total('bff_failures_total', 'code="not_signed_in"')).toBe(1);
  });

  it('tell how late the event loop is, what the process takes, and how many sessions it has open', async () => {
    await start();
    await world.browser().click('/auth/login');
    const text = await read();
    for (const name of [
      'nodejs_eventloop_delay_seconds',
      'process_cpu_time_seconds_total',
      'process_memory_usage_bytes',
      'v8js_memory_heap_used_bytes',
      'http_server_active_requests',
    ]) {
      expect(text).toMatch(new RegExp(`^${name}(?:\\{.*\\})? [\\d.e+-]+`, 'mu'));
    }
    expect(await total('bff_sessions_open')).toBe(1);
    expect(await total('nodejs_eventloop_delay_seconds', 'quantile="0.99"')).toBeGreaterThanOrEqual(
      0,
    );
  });

  it('are those of the page, with its labels, and no others', async () => {
    const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    const store = await SessionServer.start();
    await start({ REDIS_URL: store.url });
    const browser = world.browser();
    await browser.click('/auth/login');
    letPass(400_000);
    await browser.fetch('/api/hello');
    await browser.click('/nowhere');
    const text = await read();
    await store.remove();
    const told = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gmu)].map(
      ([, name, kind]) => `${name} ${kind}`,
    );
    const listed = [...page.matchAll(/^\| `(\w+)` +\| (histogram|counter|gauge) +\|/gmu)].map(
      ([, name, kind]) => `${name} ${kind}`,
    );
    expect(told.toSorted()).toEqual(listed.toSorted());
    const labels = new Set([...text.matchAll(/[{,](\w+)="/gu)].map(([, label]) => label));
    labels.delete('le'); // the step of a histogram
    for (const label of labels) expect(page).toContain(`\`${label}\``);
  });

  it('tell how long people waited for a token', async () => {
    await start();
    const browser = world.browser();
    await browser.click('/auth/login');
    letPass(400_000);
    expect((await browser.fetch('/api/hello')).status).toBe(200);
    expect(await total('bff_refresh_wait_seconds_count', 'outcome="fresh"')).toBe(1);
    expect(await total('bff_audit_events_total', 'event="token.refreshed"')).toBe(1);
  });

  it('tell how the store answers, by command', async () => {
    const store = await SessionServer.start();
    await start({ REDIS_URL: store.url });
    const browser = world.browser();
    await browser.click('/auth/login');
    await browser.fetch('/api/hello');
    const commands = 'db_client_operation_duration_seconds_count';
    expect(await total(commands, 'operation_name="create"')).toBe(1);
    expect(await total(commands, 'operation_name="HMGET"')).toBeGreaterThan(0);
    await store.remove();
    expect((await browser.fetch('/api/hello')).status).toBe(503);
    expect(await total(commands, 'error_type="unreachable"')).toBeGreaterThan(0);
    expect(await total('bff_failures_total', 'code="session_store_unavailable"')).toBe(1);
  });

  it('name nobody, and don’t grow by what strangers make up', async () => {
    await start();
    const browser = world.browser();
    await browser.click('/auth/login');
    const before = (await read()).split('\n').length;
    for (let number = 0; number < 100; number += 1) {
      await browser.fetch(`/made-up/${number}`, { method: 'GET' });
      await browser.fetch(`/api/made-up/${number}`);
      await browser.fetch(`/auth/callback?error=made-up-${number}&state=${number}`);
    }
    await browser.fetch('/', { method: 'PROPFIND' });
    const text = await read();
    expect(text).not.toMatch(/made-up|PROPFIND/u);
    for (const personal of [alice.sub, alice.username, alice.email])
      expect(text).not.toContain(personal);
    expect(text.split('\n').length - before).toBeLessThan(120); // a few series, of some twenty lines each
  });

  it('are nowhere on the public port, and nothing else is on theirs', async () => {
    await start();
    expect((await world.browser().click('/metrics')).status).toBe(404);
    expect(await statusOf('/metrics?name=value')).toBe(200);
    expect(await statusOf('/metrics', 'POST')).toBe(405);
    for (const path of ['/', '/metrics/', '/health/live', '/auth/session', '//metrics']) {
      expect(await statusOf(path)).toBe(404);
    }
  });

  it('are no reason to keep anybody from signing in: a port that is taken is said in the log', async () => {
    await start();
    const { lines, logger } = capturedLog('debug');
    const config = world.app.get<Config>(CONFIG);
    const second = new MetricsServer(config, logger, new Metrics());
    await second.listen();
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        port,
        msg: expect.stringContaining('METRICS_PORT'),
      }),
    ]);
    await second.onApplicationShutdown();
    expect((await world.browser().click('/auth/login')).status).toBe(200);
  });
});
