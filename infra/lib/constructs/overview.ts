import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { ProductMetrics } from './product-metrics.js';
import type { Watched } from './watched.js';

interface OverviewProps {
  readonly alarms: IAlarm[];
  readonly watched: Watched;
}

/** One page that says whether people can sign in. */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, { alarms, watched }: OverviewProps) {
    super(scope, id);
    const { entrance, service, logins, sessions, api, identity, canary, product } = watched;
    const { metrics: tasks } = service;
    new Dashboard(this, 'Dashboard', {
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24 })],
        [
          graph('Logins', [logins.loginsStarted, logins.loginsSucceeded, logins.loginsRefused]),
          graph('Refreshes', [
            logins.tokensRefreshed,
            logins.refreshesRejected,
            logins.refreshesUnavailable,
          ]),
          graph('Requests', [tasks.requests], [tasks.errors, entrance.errors]),
        ],
        [
          graph('Slowest in a hundred', [tasks.latency]),
          graph('Tasks', [tasks.running, tasks.unhealthy]),
          graph('CPU and memory', [tasks.cpu, tasks.memory]),
        ],
        [
          sessions
            ? graph(
                'Session store',
                [sessions.metrics.bytes],
                [sessions.metrics.throttled, sessions.metrics.evictions, logins.storeUnreachable],
              )
            : graph('Session store', [logins.storeUnreachable]),
          ...(api
            ? [
                graph('API', [api.requests], [api.throttled, api.serverErrors]),
                graph('Lambda', [api.lambdaErrors]),
              ]
            : []),
        ],
        [
          graph(
            'Cognito',
            [logins.authentications],
            identity && [identity.throttled, identity.triggerErrors, identity.signUpsRefused],
          ),
          ...(sessions ? [graph('Units of the session store', [sessions.metrics.units])] : []),
          ...(canary ? [graph('Canary', [canary.arrivals])] : []),
        ],
        ...(product ? inside(product) : []),
      ],
    });
  }
}

/** What the tasks see themselves. */
const inside = (product: ProductMetrics) => [
  [
    graph('Failures by code', [product.failures]),
    graph('Requests inside a task', [product.requests], [product.active]),
    graph('Commands to the session store', [product.storeCommands]),
  ],
  [
    graph('Waits for a new token', [product.waits]),
    graph('Event loop', [product.latenesses]),
    graph('Heap, memory, open sessions', [product.heap, product.memory], [product.sessions]),
  ],
];

const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
  new GraphWidget({ title, left, right, width: 8 });
