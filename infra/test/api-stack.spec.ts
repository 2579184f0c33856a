import { Match } from 'aws-cdk-lib/assertions';
import { apiRoutes } from '../../api/routes.js';
import { synthesise } from './synthesise.js';
import { functionBy, only, propertiesOf } from './template.js';

const stages = { dev: synthesise('dev'), prod: synthesise('prod') };
/** Each route, and how its function is described: by all that it answers. */
const routes = apiRoutes.flatMap(({ path, methods, lambda }) => {
  const own = apiRoutes.filter((route) => route.lambda === lambda);
  const description = own.map(
    (route) => `${route.methods.join(', ')} ${route.path}: ${route.description}`,
  );
  return methods.map((method): [string, string] => [`${method} ${path}`, description.join('; ')]);
});
const STAGES = ['dev', 'prod'] as const;

describe.each(STAGES)('the API of %s', (stage) => {
  const { api, identity } = stages[stage];
  const httpApi = { Ref: only(api, 'AWS::ApiGatewayV2::Api') };

  /** What another stack tells, as this one reads it. */
  const imported = (value: object) => {
    const [OutputName] =
      Object.entries(identity.findOutputs('*')).find(
        ([name, { Value }]) =>
          name.startsWith('Publish') && JSON.stringify(Value) === JSON.stringify(value),
      ) ?? [];
    const StackName = `cognito-secure-login-${stage}-identity`;
    return { 'Fn::GetStackOutput': { StackName, OutputName, Region: 'eu-central-1' } };
  };

  it('takes tokens of the pool, made for the product’s client', () => {
    const pool = only(identity, 'AWS::Cognito::UserPool');
    const client = only(identity, 'AWS::Cognito::UserPoolClient');
    api.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      ApiId: httpApi,
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: {
        // https://cognito-idp.REGION.amazonaws.com/POOL: the hosted domain is no issuer.
        Issuer: imported({ 'Fn::GetAtt': [pool, 'ProviderURL'] }),
        Audience: [imported({ Ref: client })],
      },
    });
  });

  it.each(routes)(
    'wants a token with the scope for %s, and calls its function',
    (RouteKey, Description) => {
      const lambda = functionBy(api, Description);
      const integration = only(api, 'AWS::ApiGatewayV2::Integration', {
        ApiId: httpApi,
        IntegrationType: 'AWS_PROXY',
        PayloadFormatVersion: '2.0',
        IntegrationUri: { 'Fn::GetAtt': [lambda, 'Arn'] },
      });
      api.hasResourceProperties('AWS::ApiGatewayV2::Route', {
        ApiId: httpApi,
        RouteKey,
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: integration }]] },
        AuthorizationType: 'JWT',
        AuthorizerId: { Ref: only(api, 'AWS::ApiGatewayV2::Authorizer') },
        AuthorizationScopes: ['hello-api/read'],
      });
      const [, path = ''] = RouteKey.split(' ');
      api.hasResourceProperties('AWS::Lambda::Permission', {
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        FunctionName: { 'Fn::GetAtt': [lambda, 'Arn'] },
        SourceArn: {
          'Fn::Join': [
            '',
            [
              'arn:aws:execute-api:eu-central-1:',
              { Ref: 'AWS::AccountId' },
              ':',
              httpApi,
              `/*/*${path}`,
            ],
          ],
        },
      });
    },
  );

  it('has no route that lets anybody in', () => {
    const deployed = Object.values(api.findResources('AWS::ApiGatewayV2::Route'));
    expect(new Set(deployed.map(({ Properties }) => Properties.AuthorizationType))).toEqual(
      new Set(['JWT']),
    );
    expect(new Set(deployed.map(({ Properties }) => Properties.RouteKey))).toEqual(
      new Set(routes.map(([routeKey]) => routeKey)),
    );
    api.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      ProtocolType: 'HTTP',
      CorsConfiguration: Match.absent(), // browsers call the product, not the API
    });
  });

  it('throttles', () => {
    api.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      ApiId: httpApi,
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings:
        stage === 'prod'
          ? { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 }
          : { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
    });
  });

  it('logs who called what and what came of it, and never a token', () => {
    const type = 'AWS::ApiGatewayV2::Stage';
    const { AccessLogSettings } = propertiesOf(api, type, only(api, type));
    const { DestinationArn, Format } = AccessLogSettings;
    const [logGroup] = DestinationArn['Fn::GetAtt'];
    api.hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: stage === 'prod' ? 90 : 7 },
      DeletionPolicy: stage === 'prod' ? 'RetainExceptOnCreate' : 'Delete',
    });
    expect(Object.keys(api.findResources('AWS::Logs::LogGroup'))).toContain(logGroup);
    expect(JSON.parse(Format)).toMatchObject({
      requestId: '$context.requestId',
      routeKey: '$context.routeKey',
      status: '$context.status',
      sub: '$context.authorizer.claims.sub',
      authorizerError: '$context.authorizer.error',
    });
    expect(Format).not.toMatch(/authorization|header/iu);
  });

  it('counts what it throttled, which no metric of API Gateway’s tells', () => {
    api.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ $.status = "429" }',
      MetricTransformations: [
        Match.objectLike({
          MetricName: 'ApiThrottled',
          MetricNamespace: `cognito-secure-login-${stage}`,
          MetricValue: '1',
        }),
      ],
    });
  });

  it('tells where it is, without a slash at the end', () => {
    api.hasOutput('ApiUrl', { Value: { 'Fn::GetAtt': [httpApi.Ref, 'ApiEndpoint'] } });
  });
});

describe.each(STAGES)('the functions of %s', (stage) => {
  const { api, identity } = stages[stage];

  it.each([
    ...routes.map(([, description]): [typeof api, string] => [api, description]),
    [identity, 'Refuses e-mail domains that may not sign up'],
    [identity, 'Puts who signed up into the group users'],
    [identity, 'Adds the e-mail address to access tokens'],
  ])('run on ARM and the current Node, and log JSON: %#', (template, Description) => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description,
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO' },
      Timeout: 5,
    });
  });

  it('of the API know the project’s name', () => {
    api.allResourcesProperties('AWS::Lambda::Function', {
      Environment: { Variables: { PROJECT_NAME: 'cognito-secure-login' } },
    });
  });
});
