import { Stack, Validations } from 'aws-cdk-lib';
import type { UserPoolProps } from 'aws-cdk-lib/aws-cognito';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';

/** The role by which Cognito sends SMS: it may publish to SNS and nothing else. */
export class SmsSender extends Construct {
  readonly settings: Pick<UserPoolProps, 'smsRole' | 'smsRoleExternalId' | 'snsRegion'>;

  constructor(scope: Construct, id: string, { config }: { config: StageConfig }) {
    super(scope, id);
    const { account, region, partition } = Stack.of(this);
    const externalId = `${config.prefix}-sms`;
    const smsRole = new Role(this, 'Role', {
      description: 'Cognito sends the codes of the second factor by SMS',
      // AWS: "SMS message settings for Amazon Cognito user pools", against the confused deputy. The
      // pool needs the role before it has a name of its own.
      assumedBy: new ServicePrincipal('cognito-idp.amazonaws.com', {
        conditions: {
          StringEquals: { 'sts:ExternalId': externalId, 'aws:SourceAccount': account },
          ArnLike: {
            'aws:SourceArn': `arn:${partition}:cognito-idp:${region}:${account}:userpool/*`,
          },
        },
      }),
      inlinePolicies: {
        send: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] })],
        }),
      },
    });
    Validations.of(smsRole).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'A telephone number has no ARN: publishing to one is only allowed for all.',
    });
    this.settings = {
      smsRole,
      smsRoleExternalId: externalId,
      snsRegion: config.smsRegion ?? config.region,
    };
  }
}
