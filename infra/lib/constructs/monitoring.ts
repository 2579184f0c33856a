import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { Alarms } from './alarms.js';
import { watchCeilings } from './ceilings.js';
import { Overview } from './overview.js';
import type { ProductMetrics } from './product-metrics.js';
import type { SessionStore } from './session-store.js';
import type { ApiMetrics, Watched } from './watched.js';

interface MonitoringProps {
  readonly config: StageConfig;
  readonly watched: Watched;
}

/** The alarms for when people can't sign in or what they signed in for fails, and a page that shows it all. */
export class Monitoring extends Construct {
  readonly alarms: Alarms;
  /** Those that a new version of the product could be the cause of. */
  readonly outages: IAlarm[];

  constructor(scope: Construct, id: string, { config, watched }: MonitoringProps) {
    super(scope, id);
    this.alarms = new Alarms(this, 'Alarms', { config });
    this.outages = this.watchService(watched, config.tasksMin);
    this.watchLogins(watched);
    this.watchBackends(watched);
    if (watched.product) this.watchProduct(watched.product);
    watchCeilings(this.alarms, config, watched);
    new Overview(this, 'Overview', { alarms: this.alarms.all, watched });
  }

  private watchService({ entrance, service }: Watched, tasksMin: number): IAlarm[] {
    const outages = [
      this.alarms.when('LoadBalancerErrors', {
        metric: entrance.errors,
        atLeast: 5,
        periods: 2,
        meaning:
          'The load balancer answered 5xx itself: no task did. Look at the events of the service.',
      }),
      this.alarms.when('ServiceErrors', {
        metric: service.metrics.errors,
        atLeast: 10,
        periods: 3,
        meaning:
          'The product answers 5xx: the API, Cognito or the session store fails, as its log says.',
      }),
    ];
    this.alarms.when('SlowAnswers', {
      metric: service.metrics.latency,
      atLeast: 3, // seconds
      periods: 3,
      meaning:
        'One answer in a hundred takes over 3 s. Look at the API and at the CPU of the tasks.',
    });
    this.alarms.when('UnhealthyTasks', {
      metric: service.metrics.unhealthy,
      atLeast: 1,
      periods: 3,
      meaning: 'A task fails its health check. Look at its log and at the session store.',
    });
    this.alarms.when('TooFewTasks', {
      metric: service.metrics.running,
      lessThan: tasksMin,
      periods: 5,
      meaning: 'Fewer tasks run than there should. The events of the service say why they stop.',
    });
    return outages;
  }

  private watchLogins({ logins, canary, identity }: Watched): void {
    if (canary) {
      this.alarms.when('NobodySignsIn', {
        metric: canary.arrivals,
        lessThan: 1,
        periods: 3,
        among: 4,
        meaning:
          'The canary does not reach the login page. Its log says which step fails, or it does not run.',
      });
    }
    this.alarms.when('LoginsUnfinished', {
      metric: logins.unfinished,
      atLeast: 1,
      periods: 1,
      meaning:
        'Many begin to sign in and hardly one arrives. Try it yourself; login.refused names reasons.',
    });
    this.alarms.when('LoginsRefused', {
      metric: logins.loginsRefused,
      atLeast: 20,
      periods: 1,
      meaning: 'Many logins come back refused. The events login.refused name the reasons.',
    });
    this.alarms.when('RefreshesRejected', {
      metric: logins.refreshesRejected,
      atLeast: 20,
      periods: 1,
      meaning: 'Cognito refuses many refresh tokens: were they revoked, or is the client changed?',
    });
    this.alarms.when('RefreshesUnavailable', {
      metric: logins.refreshesUnavailable,
      atLeast: 5,
      periods: 2,
      meaning:
        'Cognito cannot be asked for new tokens. Sessions stay; look at its health dashboard.',
    });
    this.alarms.when('SessionStoreUnreachable', {
      metric: logins.storeUnreachable,
      atLeast: 1,
      periods: 3,
      meaning: 'Tasks lose the session store. Who is signed in gets 503 until it is back.',
    });
    if (!identity) return;
    this.alarms.when('TriggerErrors', {
      metric: identity.triggerErrors,
      atLeast: 1,
      periods: 1,
      meaning: 'A trigger of the user pool threw, and somebody could not sign in. Read its log.',
    });
    this.alarms.when('SignUpsRefused', {
      metric: identity.signUpsRefused,
      atLeast: 50,
      periods: 1,
      meaning: 'Very many sign-ups are refused: by their domain, or because the trigger fails.',
    });
  }

  private watchBackends({ sessions, api }: Watched): void {
    if (sessions) this.watchSessions(sessions);
    if (api) this.watchApi(api);
  }

  /** By the minute, of which a line that comes late may leave one out. */
  private watchProduct(product: ProductMetrics): void {
    this.alarms.when('SessionStoreSlow', {
      metric: product.storeCommands,
      atLeast: 0.26, // seconds: all from 0.1 to 0.25 are told as 0.25
      periods: 3,
      among: 5,
      meaning:
        'One command to the session store in a hundred takes over 250 ms. Look at its own latency.',
    });
    this.alarms.when('TasksOverloaded', {
      metric: product.lateness,
      atLeast: 0.25, // seconds
      periods: 3,
      among: 5,
      meaning:
        'What a task has to do waits over 250 ms for its processor: raise taskCpu or tasksMin.',
    });
  }

  private watchSessions(sessions: SessionStore): void {
    this.alarms.when('SessionStoreThrottled', {
      metric: sessions.metrics.throttled,
      atLeast: 1,
      periods: 1,
      meaning: 'The session store refuses commands: raise valkeyMaxEcpuPerSecond.',
    });
    this.alarms.when('SessionsEvicted', {
      metric: sessions.metrics.evictions,
      atLeast: 1,
      periods: 1,
      meaning: 'The session store is full and signs people out: raise valkeyMaxGigabytes.',
    });
  }

  private watchApi(api: ApiMetrics): void {
    this.alarms.when('ApiThrottled', {
      metric: api.throttled,
      atLeast: 10,
      periods: 1,
      meaning: 'The API refuses requests with 429: raise apiRateLimit and apiBurstLimit.',
    });
    this.alarms.when('ApiErrors', {
      metric: api.serverErrors,
      atLeast: 5,
      periods: 1,
      meaning: 'The API answers 5xx. Look at the log of its function.',
    });
    this.alarms.when('LambdaErrors', {
      metric: api.lambdaErrors,
      atLeast: 1,
      periods: 1,
      meaning: 'The function of the API threw. Its log has the stack.',
    });
  }
}
