import { CfnResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { KeptLogs } from './kept-logs.js';
import { removalPolicyOf } from './removal-policy.js';

/** IAM puts in the caller's id in the identity pool. */
const OWN_PREFIX = 'private/${cognito-identity.amazonaws.com:sub}/';

/** An upload that nobody finished is paid for and shown to nobody. */
const UNFINISHED = Duration.days(7);
/** How long a file that was replaced or deleted can be had back. */
const REPLACED = Duration.days(90);

/** Files of people: private, encrypted, and each below a prefix of its owner's. */
export class Uploads extends Construct {
  private readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { config }: { config: StageConfig }) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: config.isKept,
      ...(config.accessLogBucket !== undefined && {
        serverAccessLogsBucket: Bucket.fromBucketName(this, 'AccessLogs', config.accessLogBucket),
        serverAccessLogsPrefix: `${config.prefix}/uploads/`,
      }),
      cors: [
        {
          // A script of the product's page sends a form, and so can show how far it is. No header of
          // that needs leave, and downloads are no script's.
          allowedOrigins: [config.publicUrl],
          allowedMethods: [HttpMethods.POST],
          maxAge: 3600,
        },
      ],
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: UNFINISHED },
        ...(config.isKept ? [{ noncurrentVersionExpiration: REPLACED }] : []),
      ],
      removalPolicy: removalPolicyOf(config),
      autoDeleteObjects: !config.isKept,
    });
    if (!config.isKept) this.endLogOfCleaner(config);
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Each file is reached by its owner alone. Who wants a trail of accesses turns on CloudTrail ' +
        'data events, which say who it was.',
    });
  }

  get bucketName(): string {
    return this.bucket.bucketName;
  }

  /** @param role one of the identity pool's: its policy speaks of whoever took it. */
  allowOwnFiles(role: Role): void {
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        resources: [this.bucket.arnForObjects(`${OWN_PREFIX}*`)],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [this.bucket.bucketArn],
        conditions: { StringLike: { 's3:prefix': [`${OWN_PREFIX}*`] } },
      }),
    );
    const { defaultChild: resource } = this.bucket.node;
    if (!(resource instanceof CfnBucket)) throw new TypeError('The bucket has no resource');
    const bucketId = Stack.of(this).getLogicalId(resource);
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/private/<cognito-identity.amazonaws.com:sub>/*]`,
      reason: 'The files below the prefix of whoever took the role: their names are up to them.',
    });
  }

  /** A function of the CDK's empties the bucket before it goes; by itself its log would stay for ever. */
  private endLogOfCleaner(config: StageConfig): void {
    const { logGroup } = new KeptLogs(this, 'CleanerLogs', { config });
    const provider = Stack.of(this).node.findChild(
      'Custom::S3AutoDeleteObjectsCustomResourceProvider',
    );
    const cleaner = provider.node.findChild('Handler');
    if (!CfnResource.isCfnResource(cleaner)) throw new TypeError('The cleaner is no function');
    cleaner.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName });
  }
}
