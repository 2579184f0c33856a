import { RemovalPolicy } from 'aws-cdk-lib';
import type { StageConfig } from '../config/stage-config.js';

/**
 * What becomes of data when its resource goes. What a stage keeps outlives its stack, but not a first
 * deploy that failed: nobody has put anything into that yet, and each try would leave another one
 * behind (CloudFormation: DeletionPolicy RetainExceptOnCreate).
 */
export const removalPolicyOf = ({ isKept }: Pick<StageConfig, 'isKept'>): RemovalPolicy =>
  isKept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
