import { z } from 'zod';
import { identityProviders } from './identity-providers.js';
import {
  certificateArn,
  domainName,
  flag,
  list,
  oneNumberOf,
  oneOf,
  publicOrigin,
  reachableOrigin,
  reachableUrl,
  region,
  secretArn,
  text,
  webUrl,
  whole,
} from './fields.js';

const subnetId = text(/^subnet-[\da-f]{8,17}$/u, 'must be ids of subnets');

const MINUTES_OF_10_YEARS = 5_256_000;

/** Every key that a stage can be told, by file or by `-c key=value`. docs/stages.md lists them. */
export const keys = z.strictObject({
  /** Its name, which ends the prefix of everything in it. */
  stage: text(
    /^[a-z](?:[a-z\d-]{0,18}[a-z\d])?$/u,
    'must be 1 to 20 lower-case letters, digits and hyphens, beginning with a letter',
  ),
  /** What it is for: to try things and go without a trace, or to be relied on. */
  kind: oneOf('dev', 'prod'),
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
  /** Deployed by the roles that the pipeline's stack made for it, and by no others. */
  pipeline: flag,

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
  /** Others who say who people are. */
  identityProviders: identityProviders.optional(),
  /** Nobody has a password here. With one provider Cognito goes straight to it. */
  onlyIdentityProviders: flag,
  /** Which of its two forms the issuer has; the updated one is needed for replicas in other regions. */
  issuerForm: oneOf('original', 'updated'),
  featurePlan: oneOf('lite', 'essentials', 'plus'),
  threatProtection: oneOf('off', 'audit', 'enforced'),
  passkeys: flag,
  /** A second factor by SMS, next to the authenticator app. */
  smsMfa: flag,
  /** Where SNS sends them, if not in `region`. */
  smsRegion: region.optional(),
  /** Who may sign up. */
  allowedEmailDomains: list(
    domainName,
    'must be a list of domains; an empty one lets everyone in',
  ).optional(),
  /** The sender of Cognito's mails, verified in SES. Without, Cognito sends 50 a day. */
  mailFrom: z.email({ error: 'must be a mail address' }).optional(),
  /** What of it is verified in SES: the address by itself, or its domain. */
  mailIdentity: oneOf('address', 'domain'),
  /** Where it is verified, if not in `region`. */
  mailRegion: region.optional(),
  /** In prod instead of `mailFrom`: 50 mails a day are enough. */
  mailByCognito: flag,

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

  // What there is already
  /** A user pool, with an app client in it and that one's secret: nothing of Cognito is made then. */
  userPoolId: text(
    /^[a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z\d]+$/u,
    'must be the id of a user pool, as in eu-central-1_AbCdEfGhI',
  ).optional(),
  userPoolClientId: text(/^[a-z\d]{1,128}$/u, 'must be the id of an app client').optional(),
  clientSecretArn: secretArn.optional(),
  /** The base URL of its login pages. */
  loginUrl: reachableOrigin.optional(),
  /** What a token must have for the API's routes, in a pool that isn't made here. */
  apiScope: text(/^[^\s/]+\/[^\s/]+$/u, 'must be RESOURCE-SERVER/SCOPE').optional(),
  /** An identity pool that knows this user pool, and a bucket in its region: where people keep files. */
  identityPoolId: text(
    /^[a-z]{2}(?:-[a-z]+)+-\d:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u,
    'must be the id of an identity pool: REGION:UUID',
  ).optional(),
  uploadsBucket: text(
    /^[a-z\d][a-z\d-]{1,61}[a-z\d]$/u,
    'must be the name of a bucket, without dots: the page that uploads names its origin',
  ).optional(),
  /** An API that takes this pool's tokens: none is made then. */
  apiUrl: reachableUrl.optional(),
  /** A VPC, with its zones and subnets: it isn't looked at, so that anybody can synthesise. */
  vpcId: text(/^vpc-[\da-f]{8,17}$/u, 'must be the id of a VPC').optional(),
  vpcZones: list(z.string(), 'must be a list of zones').optional(),
  /** For the load balancer, and for tasks without a subnet of their own. */
  publicSubnetIds: list(subnetId, 'must be a list of subnets').optional(),
  /** Without a public address and with a way out, for the tasks. */
  taskSubnetIds: list(subnetId, 'must be a list of subnets').optional(),
  /** For the session store, and for a load balancer behind CloudFront. */
  innerSubnetIds: list(subnetId, 'must be a list of subnets').optional(),
  /** A Valkey or Redis, by TLS: none is made then. */
  redisUrl: text(
    /^rediss:\/\/[\w.-]+(?::\d{1,5})?$/u,
    'must be rediss://HOST:PORT, without a password',
  ).optional(),
  redisCluster: flag,
  redisUsername: text(/^\w[\w-]*$/u, 'must be a user of the store').optional(),
  /** Its password. */
  redisSecretArn: secretArn.optional(),
  /** Which lets the tasks in. */
  redisSecurityGroupId: text(
    /^sg-[\da-f]{8,17}$/u,
    'must be the id of a security group',
  ).optional(),

  // What runs
  /** The revision that is deployed, for the image to tell. Without: what git says. */
  revision: text(
    /^[\w.-]{1,64}$/u,
    'must be a revision: letters, digits, dots, hyphens',
  ).optional(),
  /** The image that the product's is built on, by digest: what it is today, whatever its tag becomes. */
  baseImage: text(
    /^[\w./:-]+@sha256:[\da-f]{64}$/u,
    'must be an image by digest: node:24-bookworm-slim@sha256:…',
  ).optional(),

  // Sizes
  /** Requests a second that the API takes, and how many at once. */
  apiRateLimit: whole(1, 10_000),
  apiBurstLimit: whole(1, 5000),
  /** In 1/1024 vCPU, ARM. */
  taskCpu: oneNumberOf(256, 512, 1024, 2048, 4096),
  /** In MiB. */
  taskMemory: whole(512, 30_720),
  /** Requests a second that one task should have to answer: at more, there is another task. */
  requestsPerTask: whole(1, 20_000),
  tasksMin: whole(1, 100),
  tasksMax: whole(1, 100),
  /** What ElastiCache may grow to, which bounds its price. */
  valkeyMaxGigabytes: whole(1, 5000),
  valkeyMaxEcpuPerSecond: whole(1000, 15_000_000),
  /** What it can do at once, without growing into it first; paid for whether it is used or not. */
  valkeyMinEcpuPerSecond: whole(1000, 15_000_000).optional(),
  /** The account's quota of sign-ins and refreshes a second ("UserAuthentication"): the alarm knows it. */
  cognitoAuthenticationsPerSecond: whole(1, 100_000),

  // Protection and operation
  waf: flag,
  /** Private subnets behind NAT gateways, one in each zone. */
  nat: flag,
  /** Who gets mail from the alarms. */
  alarmMail: list(
    z.email({ error: 'must be mail addresses' }),
    'must be a list of mail addresses',
  ).optional(),
  /** Who is called by https: PagerDuty, Opsgenie and the like give such an address. */
  alarmWebhooks: list(reachableUrl, 'must be a list of URLs').optional(),
  /** A topic that there is, instead of one of this stage's own. */
  alarmTopicArn: text(
    /^arn:aws[\w-]*:sns:[a-z\d-]+:\d{12}:[\w-]+$/u,
    'must be the ARN of a topic: arn:aws:sns:REGION:ACCOUNT:NAME',
  ).optional(),
  /** A function that looks each minute whether one can sign in, as far as that goes without a person. */
  canary: flag,
  /** The product says each minute how it is, in its log, where CloudWatch finds it. */
  cloudWatchMetrics: flag,
  /** A collector that takes traces by OTLP. */
  tracesUrl: reachableUrl.optional(),
  /** What it wants to know who sends, a secret: name=value. */
  tracesHeadersArn: secretArn.optional(),
  /** A bucket of the account's, in `region`, for the access logs of the uploads. */
  accessLogBucket: text(
    /^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/u,
    'must be the name of a bucket that there is',
  ).optional(),
  /** Those of the load balancer too, which hold whole URLs: authorization codes, used up by then. */
  loadBalancerLogs: flag,
  /** Which connections the network writes down: those it refused, all, or none where the account does. */
  flowLogs: oneOf('refused', 'all', 'none'),
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

/** What a stage has in infra/config/stages.ts. */
export type StageValues = Pick<Keys, 'kind'> & Partial<Omit<Keys, 'stage' | 'kind'>>;
