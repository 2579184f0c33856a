import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { alice } from '../support/cognito-shapes.js';
import { HttpServer } from '../support/http-server.js';
import { SessionServer } from '../support/session-server.js';
import { World } from '../support/world.js';

/** A span as OTLP's JSON has it: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: { key: string; value: Record<string, unknown> }[];
  readonly links?: { traceId: string; spanId: string }[];
  readonly status: { code?: number };
}
interface Export {
  resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
}

const BROWSERS = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

/** A collector, which keeps what it gets. */
class Collector {
  readonly exports: Export[] = [];
  readonly http = new HttpServer((request, response) => void this.take(request, response));

  get spans(): Span[] {
    return this.exports.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/v1/traces') {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is what the tests look at
      this.exports.push((await json(request)) as Export);
      response.setHeader('Content-Type', 'application/json');
      response.end('{}');
    } else {
      response.writeHead(404).end();
    }
  }
}

describe('traces', () => {
  let collector: Collector;
  let store: SessionServer;
  let world: World;

  beforeEach(async () => {
    [store, collector] = [await SessionServer.start(), new Collector()];
    await collector.http.start();
  });
  afterEach(async () => {
    await collector.http.stop();
    await store.remove();
  });

  const start = async (share: string) => {
    world = await World.start({
      REDIS_URL: store.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.http.origin,
      OTEL_TRACES_SAMPLER_ARG: share,
    });
  };
  /** Somebody calls the API with a trace of their own, and what there is to export is. */
  const callAndStop = async () => {
    const browser = world.browser();
    await browser.click('/auth/login');
    const traceparent = `00-${BROWSERS.traceId}-${BROWSERS.spanId}-01`;
    const headers = { traceparent, tracestate: 'vendor=of-the-browser' };
    const answer = await browser.fetch('/api/hello?whose=secret-of-a-query', { headers });
    expect(answer.status).toBe(200);
    const sent = world.api.last.headers;
    await world.stop();
    return sent;
  };

  it('lead from the request to the store and the API, and begin here whatever the browser says', async () => {
    await start('1');
    const sent = await callAndStop();
    const ofRequest = collector.spans.find(
      ({ name, parentSpanId = '' }) => name === 'GET /api/*' && parentSpanId === '',
    );
    expect(ofRequest?.traceId).toMatch(/^[\da-f]{32}$/);
    expect(ofRequest?.traceId).not.toBe(BROWSERS.traceId);
    expect(ofRequest?.links).toEqual([expect.objectContaining(BROWSERS)]);
    const below = collector.spans.filter(({ parentSpanId }) => parentSpanId === ofRequest?.spanId);
    expect(below.map(({ name }) => name)).toEqual(expect.arrayContaining(['HMGET', 'GET /api/*']));
    const toApi = below.find(({ name }) => name === 'GET /api/*');
    expect(sent['traceparent']).toBe(`00-${ofRequest?.traceId}-${toApi?.spanId}-01`);
    expect(sent['tracestate']).toBeUndefined();
  });

  it('hold nothing of people, and no path or query as it was written', async () => {
    await start('1');
    await callAndStop();
    const text = JSON.stringify(collector.exports);
    expect(text).toContain('/auth/callback');
    for (const secret of [alice.sub, alice.email, alice.username, 'secret-of-a-query', 'eyJ']) {
      expect(text).not.toContain(secret);
    }
  });

  it('are those of a share of the requests; the API hears of all, and of which are kept', async () => {
    await start('0');
    const sent = await callAndStop();
    expect(collector.spans).toEqual([]);
    expect(sent['traceparent']).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
    expect(sent['traceparent']).not.toContain(BROWSERS.traceId);
  });

  it('are of about as many requests as they are to be', async () => {
    await start('0.5');
    const browser = world.browser();
    for (let number = 0; number < 60; number += 1) await browser.fetch('/health/live');
    await world.stop();
    const traced = collector.spans.filter(({ name }) => name === 'GET /health/live');
    // Fewer or more by chance: once in 10^12 runs.
    expect(traced.length).toBeGreaterThan(4);
    expect(traced.length).toBeLessThan(56);
  });

  it.each([
    'no-traceparent',
    `00-${'0'.repeat(32)}-${BROWSERS.spanId}-01`,
    `ff-${BROWSERS.traceId}-1-1`,
  ])('link to nothing that is no trace (%s)', async (traceparent) => {
    await start('1');
    await world.browser().fetch('/health/live', { headers: { traceparent } });
    await world.stop();
    const span = collector.spans.find(({ name }) => name === 'GET /health/live');
    expect(span?.links ?? []).toEqual([]);
  });

  it('hinder nobody where the collector is down', async () => {
    await start('1');
    await collector.http.stop();
    const startedAt = performance.now();
    await callAndStop();
    expect(performance.now() - startedAt).toBeLessThan(20_000); // not the minutes of the exporter's retries
    await collector.http.start();
  });

  it('aren’t made where nobody wants them: the browser’s goes on to the API', async () => {
    world = await World.start({ REDIS_URL: store.url });
    const sent = await callAndStop();
    expect(sent['traceparent']).toBe(`00-${BROWSERS.traceId}-${BROWSERS.spanId}-01`);
    expect(sent['tracestate']).toBe('vendor=of-the-browser');
  });
});
