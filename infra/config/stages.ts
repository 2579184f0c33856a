import type { StageValues } from '../lib/config/schema.js';

/**
 * Every stage there is, by name: what it has instead of the defaults of its kind. The type knows the
 * keys, docs/stages.md explains them, and `-c key=value` goes over what stands here.
 *
 * What staging and prod begin with are examples, which can be looked at and not deployed.
 */
export const stages: Record<string, StageValues> = {
  /** Needs nothing until the first deploy has told its address: then `publicUrl`. */
  dev: { kind: 'dev' },

  /** As prod in everything that isn't a size: what works here works there. */
  staging: {
    kind: 'prod',
    region: 'eu-central-1',
    publicUrl: 'https://app.staging.example.com',
    hostedZoneId: 'Z0123456789EXAMPLE',
    hostedZoneName: 'staging.example.com',
    loginDomain: 'login.staging.example.com',
    allowedEmailDomains: ['example.com'],
    mailFrom: 'login@example.com',
    mailIdentity: 'domain',
    alarmMail: ['operations@example.com'],
    tasksMax: 2,
    logRetentionDays: 30,
  },

  prod: {
    kind: 'prod',
    region: 'eu-central-1',
    publicUrl: 'https://app.example.com',
    certificateArn:
      'arn:aws:acm:eu-central-1:111122223333:certificate/11111111-1111-4111-8111-111111111111',
    loginDomain: 'login.example.com',
    loginCertificateArn:
      'arn:aws:acm:us-east-1:111122223333:certificate/22222222-2222-4222-8222-222222222222',
    allowedEmailDomains: ['example.com'],
    mailFrom: 'login@example.com',
    mailIdentity: 'domain',
    alarmMail: ['operations@example.com'],
  },
};
