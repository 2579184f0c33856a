import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarm,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';

const PUBLISHER = new ServicePrincipal('cloudwatch.amazonaws.com');

export interface Condition {
  readonly metric: IMetric;
  /** So many are too many. */
  readonly atLeast?: number;
  /** So few are too few, and none reported is fewer still. */
  readonly lessThan?: number;
  /** Periods of the metric, one after another; a spike is no alarm. */
  readonly periods: number;
  /** So many of them are enough. */
  readonly among?: number;
  /** For what reports seldom: no news is good news. */
  readonly silenceIsFine?: boolean;
  /** What it means, and what to look at. */
  readonly meaning: string;
}

/** Who is told when something is wrong: one topic, the stage's own or one that there is. */
export class Alarms extends Construct {
  readonly all: IAlarm[] = [];
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, { config }: { config: StageConfig }) {
    super(scope, id);
    const { alarmTopicArn } = config;
    this.topic =
      alarmTopicArn === undefined
        ? this.ownTopic(config)
        : Topic.fromTopicArn(this, 'Given', alarmTopicArn);
  }

  /** @returns the alarm, for who acts on it besides telling */
  when(id: string, condition: Condition): IAlarm {
    const {
      metric,
      atLeast,
      lessThan,
      periods,
      among = periods,
      silenceIsFine,
      meaning,
    } = condition;
    const few = lessThan !== undefined;
    const alarm = new Alarm(this, id, {
      metric,
      alarmDescription: meaning,
      threshold: lessThan ?? atLeast ?? 1,
      evaluationPeriods: among,
      datapointsToAlarm: periods,
      comparisonOperator: few
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData:
        few && !silenceIsFine ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    const tell = new SnsAction(this.topic);
    alarm.addAlarmAction(tell);
    alarm.addOkAction(tell);
    this.all.push(alarm);
    return alarm;
  }

  /** Encrypted, and only for this account's alarms. */
  private ownTopic({ alarmMail = [], alarmWebhooks = [] }: StageConfig): Topic {
    const ownAccount = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    // One of our own, for CloudWatch may not use the key that SNS would bring.
    const key = new Key(this, 'Key', {
      description: 'Encrypts the alarms on their way',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [PUBLISHER],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'], // in a key's policy: this key
        conditions: ownAccount,
      }),
    );
    const topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [PUBLISHER],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: ownAccount,
      }),
    );
    for (const mail of alarmMail) topic.addSubscription(new EmailSubscription(mail));
    for (const url of alarmWebhooks) topic.addSubscription(new UrlSubscription(url));
    return topic;
  }
}
