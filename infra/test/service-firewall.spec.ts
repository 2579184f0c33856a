import { Match } from 'aws-cdk-lib/assertions';
import { propertiesOf, serviceOf } from './service-variants.js';

const WEB_ACL = 'AWS::WAFv2::WebACL';

const managed = (name: string, ...counted: string[]) =>
  Match.objectLike({
    OverrideAction: { None: {} },
    Statement: {
      ManagedRuleGroupStatement: {
        VendorName: 'AWS',
        Name: name,
        RuleActionOverrides:
          counted.length === 0
            ? Match.absent()
            : counted.map((Name) => ({ Name, ActionToUse: { Count: {} } })),
      },
    },
  });

const path = (PositionalConstraint: 'STARTS_WITH' | 'EXACTLY', SearchString: string) => ({
  ByteMatchStatement: Match.objectLike({
    FieldToMatch: { UriPath: {} },
    PositionalConstraint,
    SearchString,
  }),
});

describe('the firewall', () => {
  it('is not there unless chosen', () => {
    serviceOf('dev').resourceCountIs(WEB_ACL, 0);
  });

  it('stands at the load balancer', () => {
    const template = serviceOf('prod');
    const { id } = propertiesOf(template, WEB_ACL);
    template.hasResourceProperties(WEB_ACL, { Scope: 'REGIONAL' });
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: { Ref: propertiesOf(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').id },
      WebACLArn: { 'Fn::GetAtt': [id, 'Arn'] },
    });
  });

  it('stands at CloudFront where there is one, for only there are people’s own addresses seen', () => {
    const template = serviceOf('full');
    const { id } = propertiesOf(template, WEB_ACL);
    template.hasResourceProperties(WEB_ACL, { Scope: 'CLOUDFRONT' });
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { WebACLId: { 'Fn::GetAtt': [id, 'Arn'] } },
    });
    template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  });

  it('answers 429 to who tries to sign in too often', () => {
    serviceOf('prod').hasResourceProperties(WEB_ACL, {
      Rules: Match.arrayWith([
        Match.objectLike({
          Statement: {
            RateBasedStatement: Match.objectLike({
              AggregateKeyType: 'IP',
              Limit: 120,
              EvaluationWindowSec: 60,
              ScopeDownStatement: {
                AndStatement: {
                  Statements: [
                    path('STARTS_WITH', '/auth/'),
                    // Which pages may poll.
                    { NotStatement: { Statement: path('EXACTLY', '/auth/session') } },
                  ],
                },
              },
            }),
          },
          Action: {
            Block: {
              CustomResponse: {
                ResponseCode: 429,
                ResponseHeaders: [{ Name: 'Retry-After', Value: '60' }],
              },
            },
          },
        }),
      ]),
    });
  });

  it('has AWS’s rules, but for those on sizes: uploads are for the API to judge', () => {
    serviceOf('prod').hasResourceProperties(WEB_ACL, {
      DefaultAction: { Allow: {} },
      Rules: [
        Match.anyValue(),
        managed('AWSManagedRulesAmazonIpReputationList'),
        managed(
          'AWSManagedRulesCommonRuleSet',
          'SizeRestrictions_BODY',
          'SizeRestrictions_QUERYSTRING',
        ),
        managed('AWSManagedRulesKnownBadInputsRuleSet'),
      ],
    });
  });

  it('writes down whom it refused and where they came from, without codes and cookies', () => {
    const template = serviceOf('prod');
    const { id, properties } = propertiesOf(template, 'AWS::Logs::LogGroup', 'Firewall');
    // WAF writes to no log group of another name, and to none by an ARN with `:*` at its end.
    expect(properties.LogGroupName).toEqual({
      'Fn::Join': ['', ['aws-waf-logs-cognito-secure-login-prod-', expect.anything()]],
    });
    const arn = [
      'arn:aws:logs:eu-central-1:',
      { Ref: 'AWS::AccountId' },
      ':log-group:',
      { Ref: id },
    ];
    template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      ResourceArn: { 'Fn::GetAtt': [propertiesOf(template, WEB_ACL).id, 'Arn'] },
      LogDestinationConfigs: [{ 'Fn::Join': ['', arn] }],
      RedactedFields: [
        { QueryString: {} },
        { SingleHeader: { Name: 'cookie' } },
        { SingleHeader: { Name: 'authorization' } },
      ],
      LoggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [Match.objectLike({ Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] })],
      },
    });
  });

  it('shows neither codes nor cookies in the requests that it samples', () => {
    serviceOf('prod').hasResourceProperties(WEB_ACL, {
      DataProtectionConfig: {
        DataProtections: [
          { Action: 'SUBSTITUTION', Field: { FieldType: 'QUERY_STRING' } },
          {
            Action: 'SUBSTITUTION',
            Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['cookie', 'authorization'] },
          },
        ],
      },
    });
  });
});
