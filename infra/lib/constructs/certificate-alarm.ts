import { Duration } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Condition } from './alarms.js';

/** ACM renews two months before the end, where it can. */
const DAYS_TO_RENEW = 30;

/**
 * When a certificate wasn't renewed: what was imported nobody renews but its owner, and what ACM made is
 * renewed while its records are in DNS. The metric is where the certificate is, and so must the alarm be.
 */
export const notRenewed = (certificate: ICertificate, whose: string): Condition => ({
  metric: certificate.metricDaysToExpiry({ period: Duration.days(1) }),
  lessThan: DAYS_TO_RENEW,
  periods: 1,
  silenceIsFine: true, // it is reported twice a day
  meaning: `The certificate of ${whose} was not renewed: look at it in ACM.`,
});
