import { hostOf, isInZone, isLocal } from './fields.js';
import { given } from './given-rules.js';
import type { Rule, Values } from './rule.js';
import type { Keys } from './schema.js';

const isProd = ({ kind }: Values) => kind === 'prod';
const makesPool = ({ userPoolId }: Values) => userPoolId === undefined;
const regionOf = (arn: string | undefined) => arn?.split(':')[3];
const toldTo = ({ alarmMail = [], alarmWebhooks = [], alarmTopicArn }: Values) =>
  alarmMail.length > 0 || alarmWebhooks.length > 0 || alarmTopicArn !== undefined;
const hasOwnHost = ({ publicUrl }: Values) =>
  publicUrl !== undefined && !isLocal(publicUrl) && !hostOf(publicUrl).endsWith('.cloudfront.net');
const hasCertificate = ({ certificateArn, hostedZoneId }: Values) =>
  certificateArn !== undefined || hostedZoneId !== undefined;

const names: Rule[] = [
  [
    'allowedEmailDomains',
    'is required: say who may sign up; an empty list is everybody',
    (values) => isProd(values) && makesPool(values) && values.allowedEmailDomains === undefined,
  ],
  [
    'stage',
    'must not contain aws, amazon or cognito, for it would be in the login’s address: or give domainPrefix',
    ({ stage = '', domainPrefix, loginDomain, userPoolId }) =>
      userPoolId === undefined &&
      domainPrefix === undefined &&
      loginDomain === undefined &&
      /aws|amazon|cognito/u.test(stage),
  ],
  [
    'stage',
    'must not be pipeline: the pipeline’s own roles have that name',
    ({ stage, pipeline }) => pipeline === true && stage === 'pipeline',
  ],
  [
    'domainPrefix',
    'must not contain aws, amazon or cognito: Cognito refuses those prefixes',
    ({ domainPrefix = '' }) => /aws|amazon|cognito/u.test(domainPrefix),
  ],
  [
    'domainPrefix',
    'can’t be given together with loginDomain: choose one of them',
    ({ domainPrefix, loginDomain }) => domainPrefix !== undefined && loginDomain !== undefined,
  ],
  [
    'domainPrefix',
    'or loginDomain is required in prod: people learn this address, so it has to last',
    (values) =>
      isProd(values) &&
      makesPool(values) &&
      values.domainPrefix === undefined &&
      values.loginDomain === undefined,
  ],
  [
    'loginCertificateArn',
    'is required with loginDomain: a certificate for it, in us-east-1; or the hosted zone that it is in',
    ({ loginDomain, loginCertificateArn, hostedZoneName }) =>
      loginDomain !== undefined &&
      loginCertificateArn === undefined &&
      !(hostedZoneName !== undefined && isInZone(loginDomain, hostedZoneName)),
  ],
  [
    'loginCertificateArn',
    'needs loginDomain: without a domain it is used nowhere',
    ({ loginDomain, loginCertificateArn }) =>
      loginDomain === undefined && loginCertificateArn !== undefined,
  ],
  ...(['loginCertificateArn', 'cloudFrontCertificateArn'] as const).map((key): Rule => [
    key,
    'must be in us-east-1, where CloudFront looks for certificates',
    (values) => values[key] !== undefined && regionOf(values[key]) !== 'us-east-1',
  ]),
];

const addresses: Rule[] = [
  [
    'publicUrl',
    'must be https on a domain of your own in prod: neither localhost nor cloudfront.net',
    (values) => isProd(values) && values.publicUrl !== undefined && !hasOwnHost(values),
  ],
  [
    'certificateArn',
    'or hostedZoneId is required in prod: the load balancer speaks https',
    (values) => isProd(values) && !hasCertificate(values),
  ],
  [
    'certificateArn',
    'must be in the region of the load balancer',
    ({ certificateArn, region }) =>
      certificateArn !== undefined && region !== undefined && regionOf(certificateArn) !== region,
  ],
  [
    'publicUrl',
    'must be https on the domain that certificateArn or hostedZoneId is for',
    (values) => hasCertificate(values) && values.publicUrl !== undefined && !hasOwnHost(values),
  ],
  [
    'publicUrl',
    'is https: give certificateArn, hostedZoneId or cloudFront=true, for nothing would speak https',
    (values) =>
      values.publicUrl?.startsWith('https:') && !hasCertificate(values) && !values.cloudFront,
  ],
  [
    'publicUrl',
    'is an address of CloudFront: give cloudFront=true',
    ({ publicUrl = '', cloudFront }) =>
      hostOf(publicUrl).endsWith('.cloudfront.net') && cloudFront === false,
  ],
  [
    'cloudFrontCertificateArn',
    'is required with cloudFront=true on a domain of your own: a certificate for it, in us-east-1',
    (values) =>
      values.cloudFront && hasOwnHost(values) && values.cloudFrontCertificateArn === undefined,
  ],
  [
    'cloudFrontCertificateArn',
    'needs cloudFront=true and a publicUrl on a domain of your own',
    (values) =>
      values.cloudFrontCertificateArn !== undefined && !(values.cloudFront && hasOwnHost(values)),
  ],
  [
    'hostedZoneName',
    'and hostedZoneId are given together or not at all',
    ({ hostedZoneId, hostedZoneName }) =>
      (hostedZoneId === undefined) !== (hostedZoneName === undefined),
  ],
  [
    'publicUrl',
    'must be in the hosted zone hostedZoneName',
    ({ publicUrl, hostedZoneName }) =>
      publicUrl !== undefined &&
      hostedZoneName !== undefined &&
      !isInZone(hostOf(publicUrl), hostedZoneName),
  ],
  ...returnUrls('callbackUrls', '/auth/callback'),
  ...returnUrls('logoutUrls', '/'),
];

/** Cognito sends browsers nowhere else, and the product knows one address of its own. */
function returnUrls(key: 'callbackUrls' | 'logoutUrls', path: string): Rule[] {
  return [
    [
      key,
      `must include publicUrl with ${path} at its end, or be left out`,
      ({ publicUrl, [key]: urls }) =>
        publicUrl !== undefined && urls !== undefined && !urls.includes(`${publicUrl}${path}`),
    ],
    [
      key,
      'must not name another address than publicUrl (in dev also localhost)',
      ({ kind, publicUrl, [key]: urls = [] }) =>
        publicUrl !== undefined &&
        urls.some((url) => url !== `${publicUrl}${path}` && !(kind === 'dev' && isLocal(url))),
    ],
  ];
}

const signIn: Rule[] = [
  [
    'featurePlan',
    'can’t be lite: managed login, refresh token rotation and the e-mail claim in access tokens need essentials (free for the first 10,000 users) or plus',
    ({ featurePlan }) => featurePlan === 'lite',
  ],
  [
    'passkeys',
    'need featurePlan=essentials or plus',
    ({ passkeys, featurePlan }) => passkeys && featurePlan === 'lite',
  ],
  [
    'threatProtection',
    'needs featurePlan=plus',
    ({ threatProtection = 'off', featurePlan }) =>
      threatProtection !== 'off' && featurePlan !== undefined && featurePlan !== 'plus',
  ],
  [
    'mailFrom',
    'is required in prod: Cognito’s own sender stops after 50 mails a day. Where that is enough, say mailByCognito=true',
    (values) =>
      isProd(values) && makesPool(values) && values.mailFrom === undefined && !values.mailByCognito,
  ],
  [
    'mailByCognito',
    'can’t be true with mailFrom: choose one of them',
    ({ mailByCognito, mailFrom }) => mailByCognito && mailFrom !== undefined,
  ],
  [
    'mailIdentity',
    'needs mailFrom: without a sender there is nothing to verify',
    ({ mailIdentity, mailFrom }) => mailIdentity === 'domain' && mailFrom === undefined,
  ],
  [
    'mailRegion',
    'needs mailFrom: without a sender nothing is sent by SES',
    ({ mailRegion, mailFrom }) => mailRegion !== undefined && mailFrom === undefined,
  ],
  [
    'onlyIdentityProviders',
    'needs identityProviders: nobody could sign in',
    ({ onlyIdentityProviders, identityProviders = [] }) =>
      onlyIdentityProviders && identityProviders.length === 0,
  ],
  [
    'smsRegion',
    'needs smsMfa=true: without it nothing is sent',
    ({ smsRegion, smsMfa }) => smsRegion !== undefined && smsMfa === false,
  ],
];

const tokens: Rule[] = [
  [
    'refreshTokenRotation',
    'must be true in prod: a refresh token that was copied would work until it ends',
    (values) => isProd(values) && values.refreshTokenRotation === false,
  ],
  [
    'sessionMaxSeconds',
    'must not be longer than refreshTokenMinutes: a session would outlive its tokens',
    ({ sessionMaxSeconds = 0, refreshTokenMinutes = Infinity }) =>
      sessionMaxSeconds > refreshTokenMinutes * 60,
  ],
  [
    'sessionIdleSeconds',
    'must not be longer than sessionMaxSeconds',
    ({ sessionIdleSeconds = 0, sessionMaxSeconds = Infinity }) =>
      sessionIdleSeconds > sessionMaxSeconds,
  ],
];

const GIBIBYTE = 1024;
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => (from + index) * GIBIBYTE);

/** AWS: "Amazon ECS task definition parameters for Fargate", task size. */
const MEMORY_FOR_CPU: Record<Keys['taskCpu'], number[]> = {
  256: [512, ...range(1, 2)],
  512: range(1, 4),
  1024: range(2, 8),
  2048: range(4, 16),
  4096: range(8, 30),
};

const sizes: Rule[] = [
  [
    'taskMemory',
    'does not go with taskCpu: Fargate has 256 with 512, 1024 or 2048; 512 with 1024 to 4096; 1024 with 2048 to 8192; 2048 with 4096 to 16384; 4096 with 8192 to 30720, in steps of 1024',
    ({ taskCpu, taskMemory }) =>
      taskCpu !== undefined &&
      taskMemory !== undefined &&
      !MEMORY_FOR_CPU[taskCpu].includes(taskMemory),
  ],
  [
    'tasksMin',
    'must be at least 2 in prod: one in each of two zones',
    (values) => isProd(values) && values.tasksMin === 1,
  ],
  [
    'tasksMax',
    'must not be less than tasksMin',
    ({ tasksMin = 0, tasksMax = Infinity }) => tasksMax < tasksMin,
  ],
  [
    'valkeyMinEcpuPerSecond',
    'must not be more than valkeyMaxEcpuPerSecond',
    ({ valkeyMinEcpuPerSecond = 0, valkeyMaxEcpuPerSecond = Infinity }) =>
      valkeyMinEcpuPerSecond > valkeyMaxEcpuPerSecond,
  ],
  [
    'loadBalancerLogs',
    'needs accessLogBucket: the bucket that they go to',
    ({ loadBalancerLogs, accessLogBucket }) => loadBalancerLogs && accessLogBucket === undefined,
  ],
  [
    'protected',
    'can’t be true in dev, which goes without a trace',
    (values) => !isProd(values) && values.protected,
  ],
  [
    'alarmMail',
    'or alarmWebhooks or alarmTopicArn is required in prod: alarms that reach nobody are none',
    (values) => isProd(values) && !toldTo(values),
  ],
  [
    'alarmTopicArn',
    'must be in the region of the stage: alarms reach no topic elsewhere',
    ({ alarmTopicArn, region }) =>
      alarmTopicArn !== undefined && region !== undefined && regionOf(alarmTopicArn) !== region,
  ],
  [
    'alarmTopicArn',
    'can’t be given with alarmMail or alarmWebhooks: who is told, that topic knows',
    ({ alarmTopicArn, alarmMail, alarmWebhooks }) =>
      alarmTopicArn !== undefined && (alarmMail ?? alarmWebhooks) !== undefined,
  ],
  [
    'canary',
    'needs an address that others reach: publicUrl is on this machine',
    ({ canary, publicUrl }) => canary && publicUrl !== undefined && isLocal(publicUrl),
  ],
];

const traces: Rule[] = [
  [
    'tracesHeadersArn',
    'needs tracesUrl: without a collector nothing is sent',
    ({ tracesUrl, tracesHeadersArn }) => tracesUrl === undefined && tracesHeadersArn !== undefined,
  ],
];

const rules: Rule[] = [...names, ...addresses, ...signIn, ...tokens, ...sizes, ...traces, ...given];

/** What is wrong with values that are sound each by itself. */
export const brokenRules = (values: Values): { key: string; advice: string }[] =>
  rules.filter(([, , isBroken]) => isBroken(values)).map(([key, advice]) => ({ key, advice }));
