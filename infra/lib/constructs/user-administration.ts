import { Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';

/** What administrators do by the product's pages: the calls of `src/cognito/user-directory.ts`, each of them. */
const OPERATIONS = [
  'AdminAddUserToGroup',
  'AdminCreateUser',
  'AdminDeleteSoftwareToken',
  'AdminDisableUser',
  'AdminEnableUser',
  'AdminGetUser',
  'AdminListGroupsForUser',
  'AdminRemoveUserFromGroup',
  'AdminResetUserPassword',
  'AdminUserGlobalSignOut',
  'ListGroups',
  'ListUsers',
  'ListUsersInGroup',
];

interface UserAdministrationProps {
  readonly config: StageConfig;
  readonly userPoolId: string;
  /** That of the tasks. */
  readonly role: IRole;
}

/** Lets the product look after the users of its pool, made here or brought along, and of no other. */
export class UserAdministration extends Construct {
  constructor(scope: Construct, id: string, { config, userPoolId, role }: UserAdministrationProps) {
    super(scope, id);
    // A pool that there is may be in another region, which its id begins with; one of ours is in the stage's.
    const region = config.userPoolId?.split('_')[0] ?? config.region;
    const pool = Stack.of(this).formatArn({
      service: 'cognito-idp',
      region,
      resource: 'userpool',
      resourceName: userPoolId,
    });
    const statement = new PolicyStatement({
      actions: OPERATIONS.map((operation) => `cognito-idp:${operation}`),
      resources: [pool],
    });
    new Policy(this, 'Policy', { statements: [statement], roles: [role] });
  }
}
