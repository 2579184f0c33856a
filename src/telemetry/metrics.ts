import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ValueType } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  MeterProvider,
  type MetricProducer,
  type MetricReader,
} from '@opentelemetry/sdk-metrics';
import { Durations } from './durations.js';

/** The name of what measures: it stays, whatever the product is called. */
const METER = 'cognito-bff';

/** More series than this of one instrument are counted as one, with `otel_metric_overflow`. */
const MAX_SERIES = 500;
/** In seconds, as all durations are: the steps of the HTTP semantic conventions, with finer ones for the store. */
const REQUEST_STEPS = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30,
];
const STORE_STEPS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2];
const LOOP_RESOLUTION_MS = 10;

const NANOSECONDS = 1e9;

/** What everybody's requests are, by method; another is `_OTHER`, so that nobody makes up series. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** A request that has ended. */
export interface Served {
  readonly method: string;
  /** As it was declared (`/auth/login`, `/api/*`), never as it was asked for; none where no route took it. */
  readonly route: string | undefined;
  /** Absent where whoever asked went away before the answer was whole. */
  readonly status: number | undefined;
  readonly ms: number;
}

/**
 * What is counted and measured of this process, for Prometheus to read (`MetricsServer`). Names and
 * labels are stable, for alarms and dashboards are built on them: docs/operations.md lists them. No label
 * names a person, a session, an address or a path as somebody wrote it.
 *
 * The names are OpenTelemetry's where it has one, as they come out in Prometheus, with the unit in the end:
 * https://opentelemetry.io/docs/specs/semconv/http/http-metrics/
 */
@Injectable()
export class Metrics implements OnApplicationShutdown {
  private readonly requests = durations(
    'http_server_request_duration_seconds',
    'From the head of a request to the end of its answer.',
    REQUEST_STEPS,
  );
  private readonly storeCommands = durations(
    'db_client_operation_duration_seconds',
    'Commands to the session store.',
    STORE_STEPS,
  );
  private readonly refreshWaits = durations(
    'bff_refresh_wait_seconds',
    'How long a request waited for a new token, by what came of it.',
    REQUEST_STEPS,
  );
  private readonly leaseWaits = durations(
    'bff_lease_wait_seconds',
    'How long this process waited while another refreshed the same tokens.',
    REQUEST_STEPS,
  );

  /** Gives what there is by now, each time that it is asked. */
  readonly exporter = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
    metricProducers: [this.told(AggregationTemporality.CUMULATIVE)],
  });
  private readonly provider = new MeterProvider({
    readers: [this.exporter, ...this.others(this.told(AggregationTemporality.DELTA))],
    views: [{ instrumentName: '*', aggregationCardinalityLimit: MAX_SERIES }],
  });
  private readonly meter = this.provider.getMeter(METER);
  private readonly loopDelay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });

  private readonly events = this.meter.createCounter('bff_audit_events', {
    description: 'Security decisions, by the names that the log has for them.',
  });
  private readonly failures = this.meter.createCounter('bff_failures', {
    description: 'Answers that say that something failed, by their code.',
  });
  private active = 0;

  /** @param others who read what is new each time, besides `/metrics`, which tells of all. Durations they get so. */
  constructor(private readonly others: (durations: MetricProducer) => MetricReader[] = () => []) {
    this.loopDelay.enable();
    this.gauge('http_server_active_requests', 'Requests being answered.', () => this.active);
    this.gauge('v8js_memory_heap_used_bytes', 'Of the heap, in bytes.', heapUsed, 'By');
    this.gauge(
      'process_memory_usage_bytes',
      'Resident, in bytes.',
      () => process.memoryUsage.rss(),
      'By',
    );
    this.observeProcess();
  }

  /** A value that is asked for whenever somebody reads the metrics. */
  gauge(name: string, description: string, read: () => number, unit = '1'): void {
    this.meter
      .createObservableGauge(name, { description, unit })
      .addCallback((result) => result.observe(read()));
  }

  began(): void {
    this.active += 1;
  }

  served({ method, route, status, ms }: Served): void {
    this.active -= 1;
    const name = METHODS.has(method) ? method : '_OTHER';
    this.requests.add(ms / 1000, `${name} ${status} ${route}`, () => ({
      'http.request.method': name,
      ...(route !== undefined && { 'http.route': route }),
      ...(status === undefined
        ? { 'error.type': 'aborted' }
        : { 'http.response.status_code': status }),
    }));
  }

  /** A command to the session store, and the code of its failure. */
  stored(operation: string, ms: number, failure?: string): void {
    this.storeCommands.add(ms / 1000, `${operation} ${failure}`, () => ({
      'db.operation.name': operation,
      ...(failure !== undefined && { 'error.type': failure }),
    }));
  }

  waited(outcome: string, ms: number): void {
    this.refreshWaits.add(ms / 1000, outcome, () => ({ outcome }));
  }

  leaseAwaited(ms: number): void {
    this.leaseWaits.add(ms / 1000, '', () => ({}));
  }

  event(event: string, reason: string | undefined): void {
    this.events.add(1, { event, ...(reason !== undefined && { reason }) });
  }

  failed(code: string): void {
    this.failures.add(1, { code });
  }

  async onApplicationShutdown(): Promise<void> {
    this.loopDelay.disable();
    await this.provider.shutdown();
  }

  private told(temporality: AggregationTemporality): MetricProducer {
    return {
      collect: () => {
        const { requests, storeCommands, refreshWaits, leaseWaits } = this;
        const all = [requests, storeCommands, refreshWaits, leaseWaits];
        const metrics = all.map((one) => one.told(temporality));
        const scopeMetrics = [{ scope: { name: METER }, metrics }];
        return Promise.resolve({
          resourceMetrics: { resource: emptyResource(), scopeMetrics },
          errors: [],
        });
      },
    };
  }

  private observeProcess(): void {
    const delay = this.meter.createObservableGauge('nodejs_eventloop_delay_seconds', {
      description: 'How late the event loop was since the last reading.',
      unit: 's',
      valueType: ValueType.DOUBLE,
    });
    delay.addCallback((result) => {
      const { loopDelay } = this;
      const late = (ns: number, quantile: string) =>
        // Nothing was seen yet where it isn't a number.
        result.observe(
          Number.isFinite(ns) ? Math.max(0, ns - LOOP_RESOLUTION_MS * 1e6) / NANOSECONDS : 0,
          { quantile },
        );
      late(loopDelay.percentile(50), '0.5');
      late(loopDelay.percentile(99), '0.99');
      late(loopDelay.max, '1');
      loopDelay.reset();
    });
    const cpu = this.meter.createObservableCounter('process_cpu_time_seconds', {
      description: 'Processor time of this process.',
      unit: 's',
      valueType: ValueType.DOUBLE,
    });
    cpu.addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe((user + system) / 1e6);
    });
  }
}

const durations = (name: string, description: string, steps: readonly number[]) =>
  new Durations({ name, description, steps, most: MAX_SERIES });

const heapUsed = () => getHeapStatistics().used_heap_size;
