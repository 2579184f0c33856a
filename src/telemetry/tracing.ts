import type { IncomingMessage } from 'node:http';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  type Attributes,
  diag,
  DiagLogLevel,
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { readServiceName } from '../config/version.js';
import type { Served } from './metrics.js';
import { requestContext } from './request-context.js';
import { Seldom } from './seldom.js';

/** https://www.w3.org/TR/trace-context/#traceparent-header: version 00 */
const TRACEPARENT = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/;
const COMPLAINT_INTERVAL_MS = 60_000;
const LAST_EXPORT_MS = 2_000;

interface Exporting {
  readonly tracer: Tracer;
  /** Of all requests, 0 to 1. */
  readonly share: number;
  shutdown(): Promise<void>;
}

/**
 * Traces of requests, through to the store and the APIs, for a collector that speaks OTLP over HTTP. Without
 * one, nothing of it is loaded and nothing is done.
 *
 * A trace begins here, whatever a browser says of its own: else strangers would decide what is recorded. Theirs is a
 * link of ours (https://www.w3.org/TR/trace-context/#privacy-of-traceparent-field tells what else it gives away).
 * No attribute names a person, an address or a path as somebody wrote it.
 */
@Injectable()
export class Tracing implements OnApplicationShutdown {
  /** Where nobody wants traces. */
  static readonly off = new Tracing(undefined);

  private constructor(private readonly exporting: Exporting | undefined) {}

  static async open({ traces }: Config, logger: Logger): Promise<Tracing> {
    return traces ? new Tracing(await exportingTo(traces, logger)) : Tracing.off;
  }

  /** The span of a request, until `endSpan`: of the share of them that is recorded. The others cost nothing. */
  begin(request: IncomingMessage): Span | undefined {
    if (!this.exporting || Math.random() >= this.exporting.share) return undefined;
    return this.exporting.tracer.startSpan(request.method ?? 'HTTP', {
      kind: SpanKind.SERVER,
      root: true,
      links: linksTo(request.headers['traceparent']),
    });
  }

  /**
   * Does `work` in a span of its own, below that of the request being answered. What it is given is the
   * `traceparent` to send along.
   */
  around<T>(
    name: string,
    attributes: Attributes,
    work: (traceparent?: string) => Promise<T>,
  ): Promise<T> {
    if (!this.exporting) return work();
    const { span: parent, requestId } = requestContext.getStore() ?? {};
    if (!parent) return work(requestId && unrecorded(requestId));
    const context = trace.setSpan(ROOT_CONTEXT, parent);
    const options = { kind: SpanKind.CLIENT, attributes };
    const span = this.exporting.tracer.startSpan(name, options, context);
    return ending(span, work(traceparentOf(span)));
  }

  /** What is still to be sent is, within two seconds. */
  async onApplicationShutdown(): Promise<void> {
    await this.exporting?.shutdown();
  }
}

/** Ends the span of a request with what is known of it by then. */
export function endSpan(span: Span, { method, route, status }: Served, requestId: string): void {
  span.updateName(route === undefined ? method : `${method} ${route}`);
  span.setAttributes({
    'http.request.method': method,
    'request.id': requestId,
    ...(route !== undefined && { 'http.route': route }),
    ...(status !== undefined && { 'http.response.status_code': status }),
  });
  if (status === undefined || status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** Ends the span with the work. */
async function ending<T>(span: Span, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/**
 * What says of a request that it isn't recorded, so that who gets it records its part neither. The ids are random
 * as they have to be: those of the request.
 */
function unrecorded(requestId: string): string {
  const id = requestId.replaceAll('-', '');
  return `00-${id}-${id.slice(-16)}-00`;
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

function linksTo(traceparent: string | string[] | undefined): Link[] {
  const [, traceId = '', spanId = '', flags = '0'] = TRACEPARENT.exec(String(traceparent)) ?? [];
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(context) ? [{ context }] : [];
}

/** Loaded only where traces are wanted. */
async function exportingTo(
  { endpoint, share }: NonNullable<Config['traces']>,
  logger: Logger,
): Promise<Exporting> {
  const [sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  complainTo(logger);
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': readServiceName() }),
    sampler: new sdk.AlwaysOnSampler(), // which requests is decided before anything is begun for them
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  const shutdown = async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, LAST_EXPORT_MS);
    // A collector that is down has been complained of.
    await Promise.race([provider.shutdown().catch(() => undefined), promise]);
    clearTimeout(timer);
  };
  // The name of what makes the spans: it stays, whatever the product is called.
  return { tracer: provider.getTracer('cognito-bff'), share, shutdown };
}

const silent = () => undefined;

/** A collector that can't be reached is said now and then, and hinders nobody. */
function complainTo(logger: Logger): void {
  const troubles = new Seldom(COMPLAINT_INTERVAL_MS);
  const say = (reason: string) =>
    troubles.say((leftOut) =>
      logger.warn({ reason: reason.slice(0, 500), leftOut }, 'traces can’t be exported'),
    );
  diag.setLogger(
    { error: say, warn: say, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
