import type { Values } from './configuration.js';

const secret = (name: string) =>
  `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-AbCdEf`;

/** What a team may bring, each by itself; together they are a variant too. */
export const given = {
  pool: {
    userPoolId: 'eu-central-1_AbCdEfGhI',
    userPoolClientId: '1example23456789',
    clientSecretArn: secret('client'),
    loginUrl: 'https://login.example.com',
    apiScope: 'orders/read',
    identityPoolId: 'eu-central-1:01234567-89ab-cdef-0123-456789abcdef',
    uploadsBucket: 'uploads-of-people',
    // What the stage's own values say of a pool that it would make.
    loginDomain: '',
    loginCertificateArn: '',
    mailFrom: '',
    mailIdentity: 'address',
  },
  network: {
    vpcId: 'vpc-0123456789abcdef0',
    vpcZones: 'eu-central-1a,eu-central-1b',
    publicSubnetIds: 'subnet-0000000a,subnet-0000000b',
    taskSubnetIds: 'subnet-0000001a,subnet-0000001b',
    innerSubnetIds: 'subnet-0000002a,subnet-0000002b',
  },
  api: { apiUrl: 'https://abc123.execute-api.eu-central-1.amazonaws.com' },
  store: {
    redisUrl: 'rediss://sessions.internal.example.com:6380',
    redisUsername: 'bff',
    redisSecretArn: secret('store'),
    redisSecurityGroupId: 'sg-0123456789abcdef0',
  },
  topic: {
    alarmMail: '',
    alarmTopicArn: 'arn:aws:sns:eu-central-1:111122223333:operations',
  },
} satisfies Record<string, Values>;

export const everything: Values = Object.assign({}, ...Object.values(given));
