import { z } from 'zod';
import {
  certificateArn,
  domainName,
  flag,
  list,
  oneNumberOf,
  oneOf,
  publicOrigin,
  region,
  text,
  webUrl,
  whole,
} from './fields.js';

const MINUTES_OF_10_YEARS = 5_256_000;

/** Every key that a stage can be told, by file or by `-c key=value`. docs/deploy.md lists them. */
export const keys = z.strictObject({
  stage: oneOf('dev', 'prod'),
  /** Begins the names of stacks and of what is found by name. */
  projectName: text(
    /^[a-z][a-z\d-]{1,28}[a-z\d]$/u,
    'must be 3 to 30 lower-case letters, digits and hyphens, beginning with a letter',
  ),
  region,
  /**
   * Whether nobody can delete it by mistake. Only once a first deploy has succeeded: what failed half-way
   * has to be deleted, and protection forbids that too.
   */
  protected: flag,

  // Where browsers find it
  /** PUBLIC_URL of the product: the origin that browsers see. */
  publicUrl: publicOrigin,
  /** Cognito compares them whole. Without: what fits `publicUrl`. */
  callbackUrls: list(webUrl, 'must be a list of URLs').optional(),
  logoutUrls: list(webUrl, 'must be a list of URLs').optional(),
  /** For the load balancer, in `region`. Or give the hosted zone, and one is made. */
  certificateArn: certificateArn.optional(),
  hostedZoneId: text(
    /^Z[A-Z\d]{1,31}$/u,
    'must be the id of a hosted zone, as in Z0123',
  ).optional(),
  hostedZoneName: domainName.optional(),
  /** CloudFront in front of the load balancer: https without a domain of one's own. */
  cloudFront: flag,
  cloudFrontCertificateArn: certificateArn.optional(),

  // Sign-in
  /** Of https://PREFIX.auth.REGION.amazoncognito.com. Without, dev takes one that is free. */
  domainPrefix: text(
    /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/u,
    'must be 1 to 63 lower-case letters, digits and hyphens',
  ).optional(),
  /** Instead of a prefix: a domain of one's own, with a certificate in us-east-1. */
  loginDomain: domainName.optional(),
  loginCertificateArn: certificateArn.optional(),
  featurePlan: oneOf('lite', 'essentials', 'plus'),
  threatProtection: oneOf('off', 'audit', 'enforced'),
  passkeys: flag,
  /** A second factor by SMS, next to the authenticator app. */
  smsMfa: flag,
  /** Where SNS sends them, if not in `region`. */
  smsRegion: region.optional(),
  /** Who may sign up. */
  allowedEmailDomains: list(domainName, 'must be a list of domains; an empty one lets everyone in'),
  /** The sender of Cognito's mails, verified in SES. Without, Cognito sends 50 a day. */
  mailFrom: z.email({ error: 'must be a mail address' }).optional(),

  // Tokens and sessions
  /** Of access and ID tokens. Cognito takes 5 minutes to a day. */
  accessTokenMinutes: whole(
    5,
    15,
    'must be a whole number from 5 to 15: below 5 Cognito refuses; above 15 the API would take a revoked token for too long',
  ),
  refreshTokenMinutes: whole(60, MINUTES_OF_10_YEARS),
  refreshTokenRotation: flag,
  /** How long a replaced refresh token still works. */
  rotationGraceSeconds: whole(0, 60),
  sessionIdleSeconds: whole(60, 2_592_000),
  sessionMaxSeconds: whole(60, 31_536_000),

  // Sizes
  /** Requests a second that the API takes, and how many at once. */
  apiRateLimit: whole(1, 10_000),
  apiBurstLimit: whole(1, 5000),
  /** In 1/1024 vCPU, ARM. */
  taskCpu: oneNumberOf(256, 512, 1024, 2048, 4096),
  /** In MiB. */
  taskMemory: whole(512, 30_720),
  tasksMin: whole(1, 100),
  tasksMax: whole(1, 100),
  /** What ElastiCache may grow to, which bounds its price. */
  valkeyMaxGigabytes: whole(1, 5000),
  valkeyMaxEcpuPerSecond: whole(1000, 15_000_000),

  // Protection and operation
  waf: flag,
  /** Private subnets behind NAT gateways, one in each zone. */
  nat: flag,
  /** Who gets mail from the alarms. */
  alarmMail: z.email({ error: 'must be a mail address' }).optional(),
  logRetentionDays: oneNumberOf(
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    3653,
  ),
  /** The audit trail is logged at info, and the alarms count it: no level above that. */
  logLevel: oneOf('info', 'debug', 'trace'),
});

export type Keys = z.output<typeof keys>;
