import {
  CfnIdentityPool,
  CfnIdentityPoolRoleAttachment,
  type UserPool,
  UserPoolGroup,
} from 'aws-cdk-lib/aws-cognito';
import { Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';

/** The lower the precedence, the more a group decides: `cognito:preferred_role` is its role. */
const GROUPS = [
  { name: 'admins', precedence: 1, description: 'Administrators' },
  { name: 'users', precedence: 10, description: 'Everybody who signed up' },
] as const;

interface SignedInIdentitiesProps {
  config: StageConfig;
  pool: UserPool;
  clientId: string;
}

/**
 * The groups, each with a role, and the identity pool that hands out AWS credentials for it. Nobody
 * gets any without having signed in, or without being in a group.
 */
export class SignedInIdentities extends Construct {
  readonly identityPoolId: string;
  readonly roles: Role[];

  constructor(scope: Construct, id: string, { config, pool, clientId }: SignedInIdentitiesProps) {
    super(scope, id);
    const identities = new CfnIdentityPool(this, 'IdentityPool', {
      identityPoolName: config.prefix,
      allowUnauthenticatedIdentities: false,
      allowClassicFlow: false,
      cognitoIdentityProviders: [
        {
          providerName: pool.userPoolProviderName,
          clientId,
          serverSideTokenCheck: true, // no credentials for who was disabled or signed out everywhere
        },
      ],
    });
    this.identityPoolId = identities.ref;
    this.roles = GROUPS.map(({ name, precedence, description }) => {
      const role = new Role(this, `Role-${name}`, {
        description: `${description}, by the identity pool`,
        assumedBy: signedIn(identities.ref),
      });
      new UserPoolGroup(this, `Group-${name}`, {
        userPool: pool,
        groupName: name,
        precedence,
        description,
        role,
      });
      return role;
    });
    // SetIdentityPoolRoles wants one, though who has no role by their token gets none.
    const nobody = new Role(this, 'Role-nobody', {
      description: 'Without a group: may do nothing',
      assumedBy: signedIn(identities.ref),
    });
    new CfnIdentityPoolRoleAttachment(this, 'RoleByToken', {
      identityPoolId: identities.ref,
      roles: { authenticated: nobody.roleArn },
      roleMappings: {
        userPool: {
          identityProvider: `${pool.userPoolProviderName}:${clientId}`,
          type: 'Token',
          ambiguousRoleResolution: 'Deny',
        },
      },
    });
  }
}

/** Only this pool's identities, and only those who signed in (AWS: "Using IAM roles", trust). */
const signedIn = (identityPoolId: string) =>
  new WebIdentityPrincipal('cognito-identity.amazonaws.com', {
    StringEquals: { 'cognito-identity.amazonaws.com:aud': identityPoolId },
    'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
  });
