import { CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ACCESS_STRING, NO_ACCESS } from './access-string.js';
import { HandRotatedSecret } from './hand-rotated-secret.js';

interface SessionStoreUsersProps {
  readonly engine: string;
  /** ElastiCache's name for the user or group of this name, which must be the account's only one. */
  readonly idOf: (name: 'bff' | 'default' | 'users') => string;
}

/** Who may do what in the session store: the product what it needs, and nobody else anything. */
export class SessionStoreUsers extends Construct {
  readonly userName = 'bff';
  readonly password: ISecret;
  readonly group: CfnUserGroup;

  constructor(scope: Construct, id: string, { engine, idOf }: SessionStoreUsersProps) {
    super(scope, id);
    this.password = new HandRotatedSecret(
      this,
      'Password',
      'Password of the user of the session store',
    );
    const user = (userName: 'bff' | 'default', accessString: string) =>
      new CfnUser(this, `User-${userName}`, {
        engine,
        userId: idOf(userName),
        userName,
        accessString,
        // A dynamic reference: CloudFormation looks it up, and no template holds the password.
        passwords: [this.password.secretValue.unsafeUnwrap()],
      });
    // CloudFormation wants a `default` user in each group, and Valkey's users a password each. This
    // one is off, so that its password opens nothing.
    const users = [user(this.userName, ACCESS_STRING), user('default', NO_ACCESS)];
    this.group = new CfnUserGroup(this, 'Group', {
      engine,
      userGroupId: idOf('users'),
      userIds: users.map(({ ref }) => ref),
    });
  }
}
