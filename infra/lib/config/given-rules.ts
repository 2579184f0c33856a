import type { Rule } from './rule.js';
import type { Keys } from './schema.js';

/** What is given comes whole or not at all: the first names it, the others are needed with it. */
const WHOLE: [key: keyof Keys, needed: (keyof Keys)[], optional: (keyof Keys)[]][] = [
  [
    'userPoolId',
    ['userPoolClientId', 'clientSecretArn', 'loginUrl'],
    ['apiScope', 'identityPoolId'],
  ],
  ['identityPoolId', ['uploadsBucket'], []],
  ['vpcId', ['vpcZones', 'publicSubnetIds', 'innerSubnetIds'], ['taskSubnetIds']],
  ['redisUrl', ['redisSecretArn'], ['redisUsername', 'redisSecurityGroupId']],
];

const together: Rule[] = WHOLE.flatMap(([key, needed, optional]) => [
  ...needed.map((other): Rule => [
    other,
    `is required with ${key}: what there is isn’t looked at, so that anybody can synthesise`,
    (values) => values[key] !== undefined && values[other] === undefined,
  ]),
  ...[...needed, ...optional].map((other): Rule => [
    other,
    `needs ${key}: without it it is used nowhere`,
    (values) => values[key] === undefined && values[other] !== undefined,
  ]),
]);

/** What says something of a pool that this stage would make. */
const OF_A_POOL: (keyof Keys)[] = [
  'domainPrefix',
  'loginDomain',
  'loginCertificateArn',
  'callbackUrls',
  'logoutUrls',
  'identityProviders',
  'mailFrom',
  'smsRegion',
];

const notOfGivenPool: Rule[] = OF_A_POOL.map((key) => [
  key,
  'can’t be given with userPoolId: that pool is left as it is, so say it there',
  (values) => values.userPoolId !== undefined && values[key] !== undefined,
]);

/** What a pool of one's own is told instead of its defaults. */
const CHOICES: [key: keyof Keys, ...choices: (boolean | string)[]][] = [
  ['passkeys', true],
  ['smsMfa', true],
  ['onlyIdentityProviders', true],
  ['mailByCognito', true],
  ['featurePlan', 'plus'],
  ['threatProtection', 'audit', 'enforced'],
  ['refreshTokenRotation', false],
];

const notChosenForGivenPool: Rule[] = CHOICES.map(([key, ...choices]) => [
  key,
  `can’t be ${choices.join(' or ')} with userPoolId: that pool is left as it is, so choose it there`,
  (values) => values.userPoolId !== undefined && choices.some((choice) => choice === values[key]),
]);

/** Of what a stage brings instead of having it made. */
export const given: Rule[] = [
  ...together,
  ...notOfGivenPool,
  ...notChosenForGivenPool,
  [
    'nat',
    'can’t be true with vpcId: that network is left as it is; give taskSubnetIds that have a way out',
    ({ nat, vpcId }) => nat && vpcId !== undefined,
  ],
  ...(['publicSubnetIds', 'innerSubnetIds', 'taskSubnetIds'] as const).map((key): Rule => [
    key,
    'must be one for each of vpcZones, of which there are two at least',
    ({ vpcZones, [key]: subnets }) =>
      vpcZones !== undefined &&
      subnets !== undefined &&
      (vpcZones.length < 2 || subnets.length !== vpcZones.length),
  ]),
  [
    'valkeyMinEcpuPerSecond',
    'can’t be given with redisUrl: that store is as large as it is',
    ({ valkeyMinEcpuPerSecond, redisUrl }) =>
      valkeyMinEcpuPerSecond !== undefined && redisUrl !== undefined,
  ],
  [
    'redisCluster',
    'needs redisUrl: the store that is made here speaks the cluster protocol anyway',
    ({ redisCluster, redisUrl }) => redisCluster && redisUrl === undefined,
  ],
];
