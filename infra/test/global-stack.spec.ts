import { Match } from 'aws-cdk-lib/assertions';
import type { Values } from './configuration.js';
import { given } from './given.js';
import { synthesiseAny } from './synthesise.js';

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/1-2-3';
const EDGE = { cloudFront: 'true', cloudFrontCertificateArn: CERTIFICATE };
const ACL = 'AWS::WAFv2::WebACL';

/** How another stack in another region reads what this one tells. */
const read = (OutputName: string, stage: string) => ({
  'Fn::GetStackOutput': {
    StackName: `cognito-secure-login-${stage}-global`,
    Region: 'us-east-1',
    OutputName,
  },
});
function outputOf({ global }: ReturnType<typeof synthesiseAny>, about: RegExp): string {
  const outputs = Object.keys(global?.findOutputs('*') ?? {}).filter((name) => about.test(name));
  expect(outputs).toHaveLength(1);
  return outputs[0] ?? '';
}

describe('the firewall of CloudFront, for a stage in another region', () => {
  const stacks = synthesiseAny('prod', EDGE);

  it('stands in us-east-1, in a stack of its own', () => {
    stacks.global?.hasResourceProperties(ACL, { Scope: 'CLOUDFRONT' });
    stacks.global?.resourceCountIs('AWS::WAFv2::LoggingConfiguration', 1);
    stacks.service?.resourceCountIs(ACL, 0);
    stacks.service?.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
    expect(stacks.global).toBeDefined();
  });

  it('is CloudFront’s', () => {
    stacks.service?.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { WebACLId: read(outputOf(stacks, /WebAcl/u), 'prod') },
    });
    expect(stacks.service).toBeDefined();
  });
});

describe('the certificate of a login domain in the stage’s own zone', () => {
  const stacks = synthesiseAny('staging');

  it('is made in us-east-1, and the zone proves whose the name is', () => {
    stacks.global?.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: 'login.staging.example.com',
      ValidationMethod: 'DNS',
      DomainValidationOptions: [
        { DomainName: 'login.staging.example.com', HostedZoneId: 'Z0123456789EXAMPLE' },
      ],
    });
    expect(stacks.global).toBeDefined();
  });

  it('is Cognito’s, and the name leads there without anybody’s doing', () => {
    stacks.identity?.hasResourceProperties('AWS::Cognito::UserPoolDomain', {
      Domain: 'login.staging.example.com',
      CustomDomainConfig: { CertificateArn: read(outputOf(stacks, /Certificate/u), 'staging') },
    });
    stacks.identity?.hasResourceProperties('AWS::Route53::RecordSet', {
      Name: 'login.staging.example.com.',
      Type: 'A',
      AliasTarget: Match.anyValue(),
    });
    expect(Object.keys(stacks.identity?.findOutputs('*') ?? {})).not.toContain('LoginDomainTarget');
  });
});

describe('the certificates in us-east-1 that a stage brings', () => {
  const all = { ...EDGE, alarmMail: 'a@example.org', alarmWebhooks: 'https://pages.example.org/x' };

  it.each<[string, Values, string[]]>([
    ['elsewhere', all, ['EdgeCertificateExpires', 'LoginCertificateExpires']],
    [
      'there too',
      { ...all, region: 'us-east-1', certificateArn: CERTIFICATE },
      ['EdgeCertificateExpires', 'LoginCertificateExpires'],
    ],
    ['without CloudFront', {}, ['LoginCertificateExpires']],
  ])(
    'are watched there, and people are told by a topic there: a stage %s',
    (_where, values, names) => {
      const { global } = synthesiseAny('prod', values);
      const alarms = Object.entries(global?.findResources('AWS::CloudWatch::Alarm') ?? {});
      const [topic] = Object.keys(global?.findResources('AWS::SNS::Topic') ?? {});
      expect(alarms).toHaveLength(names.length);
      for (const name of names) {
        const [, { Properties } = { Properties: undefined }] =
          alarms.find(([id]) => id.startsWith(`Alarms${name}`)) ?? [];
        expect(Properties).toMatchObject({
          Namespace: 'AWS/CertificateManager',
          MetricName: 'DaysToExpiry',
          Threshold: 30,
          ComparisonOperator: 'LessThanThreshold',
          Dimensions: [
            { Name: 'CertificateArn', Value: expect.stringMatching(/:acm:us-east-1:/u) },
          ],
          AlarmActions: [{ Ref: topic }],
        });
      }
      global?.hasOutput('AlarmTopic', { Value: { Ref: topic } });
    },
  );

  it('tell the same people, and somebody may subscribe where only a topic elsewhere was given', () => {
    const subscriptions =
      synthesiseAny('prod', all).global?.findResources('AWS::SNS::Subscription') ?? {};
    expect(Object.values(subscriptions).map(({ Properties }) => Properties.Endpoint)).toEqual([
      'a@example.org',
      'https://pages.example.org/x',
    ]);
    const alarmTopicArn = 'arn:aws:sns:eu-central-1:111122223333:operations';
    const { global } = synthesiseAny('prod', { alarmMail: '', alarmTopicArn });
    global?.resourceCountIs('AWS::SNS::Topic', 1);
    expect(JSON.stringify(global?.toJSON())).not.toContain(alarmTopicArn);
  });
});

it.each<[string, 'dev' | 'prod', Values]>([
  [
    'a pool that there is, whose login domain is somebody else’s',
    'prod',
    { ...given.pool, alarmTopicArn: '' },
  ],
  [
    'a stage of kind dev with a certificate, which goes without a trace',
    'dev',
    {
      ...EDGE,
      publicUrl: 'https://app.example.com',
      certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/1-2-3',
    },
  ],
  ['a stage without a domain', 'dev', {}],
])('%s has no such stack', (_what, stage, values) => {
  expect(synthesiseAny(stage, values)).not.toHaveProperty('global');
});
