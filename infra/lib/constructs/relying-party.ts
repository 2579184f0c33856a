import { CustomResource, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  CfnManagedLoginBranding,
  CfnUserPoolClient,
  ResourceServerScope,
  type UserPool,
  UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnSecret, type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import type { IdentityProviders } from './identity-providers.js';
import { NodeFunction } from './node-function.js';

/** For two calls of AWS and one to tell CloudFormation. */
const FILL_TIMEOUT = Duration.seconds(60);

const RESOURCE_SERVER = 'hello-api';
const READ = 'read';

/** What a token must have for the API's routes. */
export const API_SCOPE = `${RESOURCE_SERVER}/${READ}`;

/** What the product asks for at each login. */
const REQUESTED_SCOPES = ['openid', 'email', 'profile', API_SCOPE];

/**
 * What it asks for when somebody changes their account, and for that alone. Whoever edits the request of a
 * login gets it too, and the product refuses such a login.
 */
const OWN_ACCOUNT_SCOPE = 'aws.cognito.signin.user.admin';

interface RelyingPartyProps {
  readonly config: StageConfig;
  readonly pool: UserPool;
  readonly providers: IdentityProviders;
}

/** The product as Cognito knows it: a confidential app client, its secret, and how its login looks. */
export class RelyingParty extends Construct {
  readonly clientId: string;
  readonly clientSecret: ISecret;
  readonly scopes = REQUESTED_SCOPES;

  constructor(scope: Construct, id: string, props: RelyingPartyProps) {
    super(scope, id);
    const { config, pool, providers } = props;
    const api = new UserPoolResourceServer(this, 'Api', {
      userPool: pool,
      identifier: RESOURCE_SERVER,
      scopes: [new ResourceServerScope({ scopeName: READ, scopeDescription: 'Call the API' })],
    });
    const client = this.client(props);
    client.node.addDependency(api, providers); // a client may only name what there is
    this.clientId = client.ref;
    this.clientSecret = this.keep(config, pool, client);

    // Without a style, managed login answers "Login pages unavailable".
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: pool.userPoolId,
      clientId: client.ref,
      useCognitoProvidedValues: true,
    });
  }

  private client({ config, pool, providers }: RelyingPartyProps): CfnUserPoolClient {
    const { accessTokenMinutes, refreshTokenMinutes, refreshTokenRotation: isRotated } = config;
    return new CfnUserPoolClient(this, 'Client', {
      userPoolId: pool.userPoolId,
      clientName: config.prefix,
      generateSecret: true,
      supportedIdentityProviders: [
        ...(config.onlyIdentityProviders ? [] : ['COGNITO']),
        ...providers.names,
      ],
      allowedOAuthFlowsUserPoolClient: true,
      allowedOAuthFlows: ['code'],
      allowedOAuthScopes: [...REQUESTED_SCOPES, OWN_ACCOUNT_SCOPE],
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

  /**
   * Without a value in the template: a deploy could only put back the one that the client was made with,
   * which is gone once it has been rotated. A function fills it, once.
   */
  private keep(config: StageConfig, pool: UserPool, client: CfnUserPoolClient): ISecret {
    const secret = new Secret(this, 'ClientSecret', {
      description: 'COGNITO_CLIENT_SECRET: the secret of the app client',
      removalPolicy: RemovalPolicy.DESTROY, // nothing is lost: the app client may have another
    });
    const { defaultChild: resource } = secret.node;
    if (!(resource instanceof CfnSecret)) throw new TypeError('The secret has no resource');
    resource.generateSecretString = undefined;
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Rotated by hand, by the two secrets that an app client may have: docs/deploy.md.',
    });
    this.fill(config, pool, client, secret);
    return secret;
  }

  private fill(
    config: StageConfig,
    pool: UserPool,
    client: CfnUserPoolClient,
    secret: ISecret,
  ): void {
    const filler = new NodeFunction(this, 'FillSecret', {
      config,
      handler: 'client-secret',
      description: 'Puts the secret of the app client into Secrets Manager, once',
      timeout: FILL_TIMEOUT,
    });
    const allowed = filler.allow(
      'Fill',
      new PolicyStatement({
        actions: ['cognito-idp:DescribeUserPoolClient'],
        resources: [pool.userPoolArn],
      }),
      new PolicyStatement({
        actions: ['secretsmanager:PutSecretValue'],
        resources: [secret.secretArn],
      }),
    );
    const filled = new CustomResource(this, 'Filled', {
      resourceType: 'Custom::ClientSecret',
      serviceToken: filler.lambda.functionArn,
      serviceTimeout: FILL_TIMEOUT.plus(Duration.seconds(30)),
      properties: { UserPoolId: pool.userPoolId, ClientId: client.ref, SecretId: secret.secretArn },
    });
    filled.node.addDependency(allowed);
  }
}
