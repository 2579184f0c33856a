import { problems, read, type Values } from '../../test/configuration.js';

const CERTIFICATE = 'arn:aws:acm:eu-central-1:123456789012:certificate/1-2-3';
const US_CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/1-2-3';
const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:operations';

const ZONE = { hostedZoneId: 'Z123', hostedZoneName: 'example.org' };
const IN_ZONE = { publicUrl: 'https://app.example.org', cloudFront: 'false' };

/** What is wrong by itself, in dev. */
const unsound: [key: string, value: string][] = [
  ['projectName', 'Project'],
  ['projectName', '1project'],
  ['region', 'frankfurt'],
  ['publicUrl', 'http://app.example.org'],
  ['publicUrl', 'https://app.example.org/'],
  ['publicUrl', 'https://app.example.org/path'],
  ['publicUrl', 'app.example.org'],
  ['callbackUrls', 'https://*.example.org/auth/callback'],
  ['callbackUrls', 'http://app.example.org/auth/callback'],
  ['logoutUrls', 'https://app.example.org/#end'],
  ['certificateArn', 'certificate'],
  ['hostedZoneId', 'example.org'],
  ['domainPrefix', 'Our-Login'],
  ['domainPrefix', '-login'],
  ['domainPrefix', 'login-'],
  ['loginDomain', 'https://login.example.org'],
  ['featurePlan', 'premium'],
  ['threatProtection', 'on'],
  ['passkeys', '1'],
  ['smsRegion', 'Frankfurt'],
  ['allowedEmailDomains', '@example.org'],
  ['mailFrom', 'login'],
  ['accessTokenMinutes', '4'],
  ['accessTokenMinutes', '16'],
  ['accessTokenMinutes', '1441'],
  ['accessTokenMinutes', '5.5'],
  ['refreshTokenMinutes', '59'],
  ['refreshTokenMinutes', '5256001'],
  ['rotationGraceSeconds', '61'],
  ['rotationGraceSeconds', '-1'],
  ['sessionIdleSeconds', '0'],
  ['apiRateLimit', '0'],
  ['taskCpu', '300'],
  ['tasksMin', '0'],
  ['valkeyMaxGigabytes', '0'],
  ['valkeyMaxEcpuPerSecond', '999'],
  ['alarmMail', 'operations'],
  ['alarmWebhooks', 'http://pager.example.org/'],
  ['alarmWebhooks', 'http://localhost:3000/alarm'],
  ['apiUrl', 'http://localhost:4000'],
  ['apiUrl', 'https://127.0.0.1/api'],
  ['apiUrl', 'https://[::1]/api'],
  ['apiUrl', 'https://api.example.org:8443'],
  ['loginUrl', 'https://login.example.org:9229'],
  ['loginUrl', 'http://localhost:9229'],
  ['clientSecretArn', 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:client'],
  ['redisSecretArn', 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:my-store'],
  ['alarmTopicArn', 'our-topic'],
  ['tracesUrl', 'http://localhost:4318'],
  ['tracesUrl', 'https://collector.example.org:4318'],
  ['tracesHeadersArn', 'api-key=secret'],
  ['accessLogBucket', 'Not A Bucket'],
  ['flowLogs', 'some'],
  ['logRetentionDays', '8'],
  ['logLevel', 'verbose'],
  ['logLevel', 'warn'],
];

it.each(unsound)('%s can’t be %s', (key, value) => {
  expect(problems({ stage: 'dev', [key]: value })[0]).toMatch(new RegExp(`^${key}: must `, 'u'));
});

it.each([
  ['accessTokenMinutes', 5, 15],
  ['refreshTokenMinutes', 480, 5_256_000],
  ['rotationGraceSeconds', 0, 60],
])('%s may be %i and %i', (key, least, most) => {
  for (const value of [least, most]) {
    expect(read({ stage: 'dev', [key]: String(value) })).toHaveProperty(key, value);
  }
});

/** What doesn't go together: the key that is named, what it says, and in which configuration. */
const disagreements: [key: string, says: RegExp, context: Values][] = [
  ['stage', /must not be pipeline/u, { stage: 'pipeline', kind: 'dev', pipeline: 'true' }],
  ['domainPrefix', /aws, amazon or cognito/u, { domainPrefix: 'my-aws-login' }],
  ['domainPrefix', /aws, amazon or cognito/u, { domainPrefix: 'amazonian' }],
  ['domainPrefix', /aws, amazon or cognito/u, { domainPrefix: 'cognito-secure-login' }],
  ['domainPrefix', /choose one/u, { stage: 'prod', domainPrefix: 'our-login' }],
  ['loginCertificateArn', /in us-east-1/u, { loginDomain: 'login.example.org' }],
  ['loginCertificateArn', /or the hosted zone/u, { loginDomain: 'login.example.net', ...ZONE }],
  ['loginCertificateArn', /needs loginDomain/u, { loginCertificateArn: US_CERTIFICATE }],
  ['loginCertificateArn', /in us-east-1/u, { stage: 'prod', loginCertificateArn: CERTIFICATE }],
  [
    'publicUrl',
    /https on a domain of your own/u,
    { stage: 'prod', publicUrl: 'http://localhost:3000' },
  ],
  [
    'publicUrl',
    /https on a domain of your own/u,
    { stage: 'prod', cloudFront: 'true', publicUrl: 'https://d111.cloudfront.net' },
  ],
  ['certificateArn', /in the region/u, { stage: 'prod', certificateArn: US_CERTIFICATE }],
  ['publicUrl', /that certificateArn or hostedZoneId is for/u, { certificateArn: CERTIFICATE }],
  [
    'publicUrl',
    /nothing would speak https/u,
    { publicUrl: 'https://app.example.org', cloudFront: 'false' },
  ],
  [
    'publicUrl',
    /give cloudFront=true/u,
    { publicUrl: 'https://d111.cloudfront.net', cloudFront: 'false' },
  ],
  ['cloudFrontCertificateArn', /is required with/u, { publicUrl: 'https://app.example.org' }],
  [
    'cloudFrontCertificateArn',
    /needs cloudFront=true/u,
    { cloudFrontCertificateArn: US_CERTIFICATE },
  ],
  [
    'cloudFrontCertificateArn',
    /in us-east-1/u,
    { stage: 'prod', cloudFront: 'true', cloudFrontCertificateArn: CERTIFICATE },
  ],
  ['hostedZoneName', /together/u, { stage: 'prod', hostedZoneId: 'Z123' }],
  ['hostedZoneName', /together/u, { stage: 'prod', hostedZoneName: 'example.com' }],
  [
    'publicUrl',
    /in the hosted zone/u,
    { stage: 'prod', hostedZoneId: 'Z123', hostedZoneName: 'ample.com' },
  ],
  ['callbackUrls', /must include/u, { callbackUrls: 'http://localhost:4000/auth/callback' }],
  [
    'callbackUrls',
    /another address/u,
    { stage: 'prod', callbackUrls: 'https://app.example.com/auth/callback,https://evil.example/x' },
  ],
  [
    'callbackUrls',
    /another address/u,
    {
      stage: 'prod',
      callbackUrls: 'https://app.example.com/auth/callback,http://localhost:3000/auth/callback',
    },
  ],
  ['logoutUrls', /must include/u, { stage: 'prod', logoutUrls: 'https://app.example.com' }],
  ['featurePlan', /can’t be lite/u, { featurePlan: 'lite' }],
  ['passkeys', /need featurePlan/u, { featurePlan: 'lite', passkeys: 'true' }],
  ['threatProtection', /needs featurePlan=plus/u, { threatProtection: 'audit' }],
  ['threatProtection', /needs featurePlan=plus/u, { stage: 'prod', threatProtection: 'enforced' }],
  ['mailFrom', /50 mails a day/u, { stage: 'prod', mailFrom: '', mailIdentity: 'address' }],
  ['mailByCognito', /choose one/u, { mailFrom: 'login@example.org', mailByCognito: 'true' }],
  ['mailIdentity', /needs mailFrom/u, { mailIdentity: 'domain' }],
  ['mailRegion', /needs mailFrom/u, { mailRegion: 'eu-west-1' }],
  ['smsRegion', /needs smsMfa/u, { smsRegion: 'eu-west-1' }],
  [
    'refreshTokenRotation',
    /must be true in prod/u,
    { stage: 'prod', refreshTokenRotation: 'false' },
  ],
  ['sessionMaxSeconds', /outlive its tokens/u, { refreshTokenMinutes: '60' }],
  ['sessionIdleSeconds', /longer than sessionMaxSeconds/u, { sessionIdleSeconds: '28801' }],
  ['taskMemory', /does not go with taskCpu/u, { taskMemory: '4096' }],
  ['taskMemory', /does not go with taskCpu/u, { taskCpu: '512', taskMemory: '1500' }],
  ['valkeyMinEcpuPerSecond', /not be more/u, { valkeyMinEcpuPerSecond: '5001' }],
  ['loadBalancerLogs', /needs accessLogBucket/u, { loadBalancerLogs: 'true' }],
  ['alarmMail', /or alarmWebhooks/u, { stage: 'prod', alarmMail: '' }],
  ['alarmTopicArn', /in the region/u, { alarmTopicArn: 'arn:aws:sns:us-east-1:123456789012:x' }],
  ['alarmTopicArn', /that topic knows/u, { stage: 'prod', alarmTopicArn: TOPIC }],
  ['canary', /on this machine/u, { canary: 'true' }],
  [
    'tracesHeadersArn',
    /needs tracesUrl/u,
    {
      tracesHeadersArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:traces-AbCdEf',
    },
  ],
  ['stage', /give domainPrefix/u, { stage: 'aws-trial', kind: 'dev' }],
  ['protected', /without a trace/u, { protected: 'true' }],
  ['tasksMin', /at least 2 in prod/u, { stage: 'prod', tasksMin: '1' }],
  ['tasksMax', /less than tasksMin/u, { tasksMin: '3' }],
];

it.each(disagreements)('%s: %s in %j', (key, says, context) => {
  const named = problems({ stage: 'dev', ...context }).filter((line) =>
    line.startsWith(`${key}: `),
  );
  expect(named.join('\n')).toMatch(says);
});

it.each<Values>([
  { publicUrl: 'https://d111.cloudfront.net' },
  { publicUrl: 'http://localhost:3000', cloudFront: 'false' },
  { publicUrl: 'https://app.example.org', cloudFrontCertificateArn: US_CERTIFICATE },
  { publicUrl: 'https://app.example.org', cloudFront: 'false', certificateArn: CERTIFICATE },
  { featurePlan: 'plus', threatProtection: 'enforced' },
  { smsMfa: 'true', smsRegion: 'eu-west-1' },
  { stage: 'prod', alarmMail: '', alarmWebhooks: 'https://pager.example.org/key' },
  { stage: 'prod', alarmMail: '', alarmTopicArn: TOPIC },
  { stage: 'aws-trial', kind: 'dev', domainPrefix: 'our-login' },
  { stage: 'prod', mailFrom: '', mailIdentity: 'address', mailByCognito: 'true' },
  { mailFrom: 'login@example.org', mailIdentity: 'domain', mailRegion: 'eu-west-1' },
  { stage: 'prod', hostedZoneId: 'Z123', hostedZoneName: 'example.com' },
  {
    stage: 'prod',
    cloudFront: 'true',
    cloudFrontCertificateArn: US_CERTIFICATE,
    waf: 'false',
  },
  { waf: 'true', cloudFront: 'true' },
  { loginDomain: 'login.example.org', ...ZONE, ...IN_ZONE },
  { taskCpu: '4096', taskMemory: '30720' },
])('%j goes together', (context) => {
  expect(problems({ stage: 'dev', ...context })).toEqual([]);
});
