import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import {
  CfnManagedLoginBranding,
  CfnUserPoolClient,
  ResourceServerScope,
  type UserPool,
  UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';

const RESOURCE_SERVER = 'hello-api';
const READ = 'read';

/** What a token must have for the API's routes. */
export const API_SCOPE = `${RESOURCE_SERVER}/${READ}`;

/** What the product asks for at each login, and so all that the client may: whoever edits the request gets no more. */
const REQUESTED_SCOPES = ['openid', 'email', 'profile', API_SCOPE];

/** The product as Cognito knows it: a confidential app client, its secret, and how its login looks. */
export class RelyingParty extends Construct {
  readonly clientId: string;
  readonly clientSecret: ISecret;
  readonly scopes = REQUESTED_SCOPES;

  constructor(scope: Construct, id: string, props: { config: StageConfig; pool: UserPool }) {
    super(scope, id);
    const { config, pool } = props;
    const api = new UserPoolResourceServer(this, 'Api', {
      userPool: pool,
      identifier: RESOURCE_SERVER,
      scopes: [new ResourceServerScope({ scopeName: READ, scopeDescription: 'Call the API' })],
    });
    const client = this.client(config, pool);
    client.node.addDependency(api); // a client may only name scopes that there are
    this.clientId = client.ref;
    this.clientSecret = this.keep(client);

    // Without a style, managed login answers "Login pages unavailable".
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: pool.userPoolId,
      clientId: client.ref,
      useCognitoProvidedValues: true,
    });
  }

  private client(config: StageConfig, pool: UserPool): CfnUserPoolClient {
    const { accessTokenMinutes, refreshTokenMinutes, refreshTokenRotation: isRotated } = config;
    return new CfnUserPoolClient(this, 'Client', {
      userPoolId: pool.userPoolId,
      clientName: config.prefix,
      generateSecret: true,
      supportedIdentityProviders: ['COGNITO'],
      allowedOAuthFlowsUserPoolClient: true,
      allowedOAuthFlows: ['code'],
      allowedOAuthScopes: REQUESTED_SCOPES,
      callbackUrLs: config.callbackUrls,
      logoutUrLs: config.logoutUrls,
      explicitAuthFlows: [
        'ALLOW_USER_SRP_AUTH',
        ...(config.passkeys ? ['ALLOW_USER_AUTH'] : []),
        // Cognito refuses it with rotation: the token endpoint and GetTokensFromRefreshToken remain.
        ...(isRotated ? [] : ['ALLOW_REFRESH_TOKEN_AUTH']),
      ],
      preventUserExistenceErrors: 'ENABLED',
      enableTokenRevocation: true,
      accessTokenValidity: accessTokenMinutes,
      idTokenValidity: accessTokenMinutes,
      refreshTokenValidity: refreshTokenMinutes,
      tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'minutes' },
      // Left out, a rotation that was on stays on.
      refreshTokenRotation: isRotated
        ? { feature: 'ENABLED', retryGracePeriodSeconds: config.rotationGraceSeconds }
        : { feature: 'DISABLED' },
    });
  }

  /** CloudFormation hands the secret over by itself: no template, output or log holds it. */
  private keep(client: CfnUserPoolClient): ISecret {
    const secret = new Secret(this, 'ClientSecret', {
      description: 'COGNITO_CLIENT_SECRET: the secret of the app client',
      secretStringValue: SecretValue.resourceAttribute(client.attrClientSecret),
      removalPolicy: RemovalPolicy.DESTROY, // a copy: the app client has it
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Cognito makes it: a new one is a new app client, as docs/deploy.md describes.',
    });
    return secret;
  }
}
