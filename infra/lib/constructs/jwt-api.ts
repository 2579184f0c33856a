import { Duration } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ApiRoute } from '../../../api/routes.js';
import type { StageConfig } from '../config/stage-config.js';
import { KeptLogs } from './kept-logs.js';

const PERIOD = { period: Duration.minutes(5), statistic: 'Sum' };

/** Who called what, and what came of it. The token isn't among it, only whose it was. */
const ACCESS_LOG = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  routeKey: '$context.routeKey',
  status: '$context.status',
  sub: '$context.authorizer.claims.sub',
  sourceIp: '$context.identity.sourceIp',
  latency: '$context.responseLatency',
  integrationLatency: '$context.integrationLatency',
  authorizerError: '$context.authorizer.error',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};

interface JwtApiProps {
  config: StageConfig;
  /** Whose tokens pass, and for whom they must be. */
  issuer: string;
  audience: string;
  /** What a token must be good for, if for anything in particular. */
  scope: string | undefined;
}

/** An HTTP API that lets no one in without a token of the issuer, for the audience, with the scope. */
export class JwtApi extends Construct {
  readonly url: string;
  private readonly api: HttpApi;
  private readonly throttled: Metric;
  private readonly lambdas: IFunction[] = [];

  constructor(scope: Construct, id: string, props: JwtApiProps) {
    super(scope, id);
    const { config, issuer, audience } = props;
    this.api = new HttpApi(this, 'Api', {
      apiName: config.prefix,
      createDefaultStage: false,
      defaultAuthorizer: new HttpJwtAuthorizer('Login', issuer, { jwtAudience: [audience] }),
      ...(props.scope !== undefined && { defaultAuthorizationScopes: [props.scope] }),
    });
    const { logGroup } = new KeptLogs(this, 'AccessLogs', { config });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: config.apiRateLimit, burstLimit: config.apiBurstLimit },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    this.url = this.api.apiEndpoint; // of the stage $default, without a slash at its end
    this.throttled = this.countThrottled(logGroup, config.prefix);
  }

  /** Has these paths and their methods answered by this function. */
  answer(routes: readonly Pick<ApiRoute, 'path' | 'methods'>[], lambda: IFunction): void {
    const integration = new HttpLambdaIntegration('Function', lambda);
    for (const { path, methods } of routes) {
      this.api.addRoutes({ path, methods: methods.map((name) => HttpMethod[name]), integration });
    }
    this.lambdas.push(lambda);
  }

  /** Sums of five minutes. */
  get metrics(): Record<'requests' | 'throttled' | 'serverErrors' | 'lambdaErrors', IMetric> {
    const errors = [...this.lambdas].map((lambda, index) => [`errors${index}`, lambda] as const);
    return {
      requests: this.api.metricCount(PERIOD),
      throttled: this.throttled,
      serverErrors: this.api.metricServerError(PERIOD),
      lambdaErrors: new MathExpression({
        label: 'Errors of the functions',
        expression: errors.map(([name]) => `FILL(${name}, 0)`).join(' + '),
        usingMetrics: Object.fromEntries(
          errors.map(([name, lambda]) => [name, lambda.metricErrors(PERIOD)]),
        ),
        period: PERIOD.period,
      }),
    };
  }

  /** An HTTP API has no metric of its own for what it throttles: its access log tells. */
  private countThrottled(logGroup: LogGroup, metricNamespace: string): Metric {
    const metricName = 'ApiThrottled';
    logGroup.addMetricFilter('Throttled', {
      filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
      metricNamespace,
      metricName,
      metricValue: '1',
    });
    return new Metric({ namespace: metricNamespace, metricName, ...PERIOD });
  }
}
