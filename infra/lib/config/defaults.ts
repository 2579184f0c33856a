import type { Keys } from './schema.js';

const everywhere = {
  projectName: 'cognito-secure-login',
  protected: false,
  pipeline: false,
  featurePlan: 'essentials',
  threatProtection: 'off',
  passkeys: false,
  smsMfa: false,
  onlyIdentityProviders: false,
  issuerForm: 'original',
  redisCluster: false,
  mailIdentity: 'address',
  mailByCognito: false,
  accessTokenMinutes: 10,
  refreshTokenMinutes: 1440,
  refreshTokenRotation: true,
  rotationGraceSeconds: 10,
  sessionIdleSeconds: 1800,
  sessionMaxSeconds: 28_800,
  cognitoAuthenticationsPerSecond: 120,
  nat: false,
  loadBalancerLogs: false,
  flowLogs: 'refused',
  logLevel: 'info',
} satisfies Partial<Keys>;

/**
 * What a stage of a kind has unless it is told otherwise: the frugal choice that is safe. What prod must
 * decide for itself (its address, region, who may sign up, who gets the alarms) has none there.
 */
export const defaults: Record<Keys['kind'], Partial<Keys>> = {
  dev: {
    ...everywhere,
    region: 'eu-central-1',
    // Until the first deploy has told CloudFront's address: a product on this machine can sign in.
    publicUrl: 'http://localhost:3000',
    cloudFront: true,
    allowedEmailDomains: [],
    apiRateLimit: 20,
    apiBurstLimit: 40,
    taskCpu: 256,
    taskMemory: 1024,
    requestsPerTask: 400,
    tasksMin: 1,
    tasksMax: 2,
    valkeyMaxGigabytes: 1,
    valkeyMaxEcpuPerSecond: 5000,
    canary: false,
    cloudWatchMetrics: false,
    waf: false,
    logRetentionDays: 7,
  },
  prod: {
    ...everywhere,
    cloudFront: false,
    apiRateLimit: 200,
    apiBurstLimit: 400,
    taskCpu: 512,
    taskMemory: 1024,
    requestsPerTask: 800,
    tasksMin: 2,
    tasksMax: 6,
    valkeyMaxGigabytes: 5,
    valkeyMaxEcpuPerSecond: 30_000,
    canary: true,
    cloudWatchMetrics: true,
    waf: true,
    logRetentionDays: 90,
  },
};
