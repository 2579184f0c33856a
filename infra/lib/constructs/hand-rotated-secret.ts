import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

const LENGTH = 64;

/**
 * A secret that AWS makes and nobody has to see. Letters and digits alone: ElastiCache takes few other
 * characters, and a comma separates SESSION_SECRETS.
 */
export class HandRotatedSecret extends Secret {
  constructor(scope: Construct, id: string, description: string) {
    super(scope, id, {
      description,
      generateSecretString: { passwordLength: LENGTH, excludePunctuation: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Rotated by hand, in the steps of docs/deploy.md: tasks read it when they start, and the old ' +
        'value has to work until they have all been replaced.',
    });
  }
}
