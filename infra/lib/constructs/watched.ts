import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { BffService } from './bff-service.js';
import type { Entrance } from './entrance.js';
import type { LoginSignals } from './login-signals.js';
import type { SessionStore } from './session-store.js';

/** What the API tells of itself. Sums of five minutes. */
export interface ApiMetrics {
  readonly requests: IMetric;
  /** Refused with 429. */
  readonly throttled: IMetric;
  readonly serverErrors: IMetric;
  readonly lambdaErrors: IMetric;
}

/** What there is to watch. */
export interface Watched {
  readonly entrance: Entrance;
  readonly service: BffService;
  readonly logins: LoginSignals;
  readonly sessions: SessionStore;
  readonly api: ApiMetrics;
}
