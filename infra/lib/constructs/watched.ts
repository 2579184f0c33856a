import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { BffService } from './bff-service.js';
import type { Canary } from './canary.js';
import type { Entrance } from './entrance.js';
import type { LoginSignals } from './login-signals.js';
import type { ProductMetrics } from './product-metrics.js';
import type { SessionStore } from './session-store.js';

/** What the API tells of itself. Sums of five minutes. */
export interface ApiMetrics {
  readonly requests: IMetric;
  /** Refused with 429. */
  readonly throttled: IMetric;
  readonly serverErrors: IMetric;
  readonly lambdaErrors: IMetric;
}

/** What Cognito and its triggers tell. Sums of a minute, or of five where Cognito reports no oftener. */
export interface IdentityMetrics {
  /** Sign-ins and refreshes that Cognito refused for want of quota. */
  readonly throttled: IMetric;
  /** Of those triggers that never fail on purpose. */
  readonly triggerErrors: IMetric;
  /** Refused domains are among them. */
  readonly signUpsRefused: IMetric;
}

/** What there is to watch. */
export interface Watched {
  readonly entrance: Entrance;
  readonly service: BffService;
  readonly logins: LoginSignals;
  /** What the tasks say of themselves, where they do. */
  readonly product?: ProductMetrics;
  /** Whose store it isn't, watches it. */
  readonly sessions?: SessionStore;
  /** Without an API of the stage's own there is nothing to tell of it. */
  readonly api?: ApiMetrics;
  readonly identity?: IdentityMetrics;
  readonly canary?: Canary;
  /** In the region of the stage. */
  readonly certificate?: ICertificate;
}
