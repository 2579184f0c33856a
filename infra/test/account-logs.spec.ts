import { Match } from 'aws-cdk-lib/assertions';
import { synthesise } from './synthesise.js';

/** What a landing zone (AWS Control Tower and the like) asks of every account in it. */
describe('in an account with a log bucket of its own', () => {
  const { identity, service } = synthesise('prod', {
    accessLogBucket: 'our-access-logs',
    loadBalancerLogs: 'true',
    flowLogs: 'all',
  });

  it('the uploads and the load balancer log there, each below a prefix of this stage', () => {
    identity.hasResourceProperties('AWS::S3::Bucket', {
      LoggingConfiguration: {
        DestinationBucketName: 'our-access-logs',
        LogFilePrefix: 'cognito-secure-login-prod/uploads/',
      },
    });
    service.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      LoadBalancerAttributes: Match.arrayWith([
        { Key: 'access_logs.s3.enabled', Value: 'true' },
        { Key: 'access_logs.s3.bucket', Value: 'our-access-logs' },
        { Key: 'access_logs.s3.prefix', Value: 'cognito-secure-login-prod/load-balancer' },
      ]),
    });
  });

  it('the network writes every connection down', () => {
    service.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL' });
  });
});

describe('without being told', () => {
  const { identity, service } = synthesise('prod', { flowLogs: 'none' });

  it('no URL is written down by the load balancer, for it holds authorization codes', () => {
    identity.hasResourceProperties('AWS::S3::Bucket', { LoggingConfiguration: Match.absent() });
    expect(JSON.stringify(service.toJSON())).not.toContain('access_logs.s3');
  });

  it('an account that logs its networks itself gets no second log', () => {
    service.resourceCountIs('AWS::EC2::FlowLog', 0);
  });
});
