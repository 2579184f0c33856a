import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type ApiRoute, apiRoutes } from '../../../api/routes.js';
import type { StageConfig } from '../config/stage-config.js';
import { JwtApi } from '../constructs/jwt-api.js';
import { NodeFunction } from '../constructs/node-function.js';
import type { IdentityConnection } from './identity-stack.js';

/** AWS: Lambda, CreateFunction. */
const MAX_DESCRIPTION = 256;

interface ApiStackProps extends StackProps {
  readonly config: StageConfig;
  readonly identity: Pick<IdentityConnection, 'issuer' | 'clientId' | 'apiScope'>;
}

/** The API behind the product: routes that take the login's access tokens, and their functions. */
export class ApiStack extends Stack {
  /** API_URL: without a slash at its end. */
  readonly url: string;
  readonly metrics: JwtApi['metrics'];

  constructor(scope: Construct, id: string, { config, identity, ...props }: ApiStackProps) {
    super(scope, id, { terminationProtection: config.protected, ...props });
    const { issuer, clientId: audience, apiScope } = identity;
    const api = new JwtApi(this, 'Api', { config, issuer, audience, scope: apiScope });
    const environment = { PROJECT_NAME: config.projectName };

    for (const [handler, routes] of Map.groupBy<string, ApiRoute>(apiRoutes, byLambda)) {
      const { lambda } = new NodeFunction(this, idOf(handler), {
        config,
        handler,
        description: routes.map(inWords).join('; ').slice(0, MAX_DESCRIPTION),
        environment,
      });
      api.answer(routes, lambda);
    }

    this.url = api.url;
    this.metrics = api.metrics;
    new CfnOutput(this, 'ApiUrl', { value: api.url });
  }
}

const byLambda = ({ lambda }: ApiRoute) => lambda;

const inWords = ({ methods, path, description }: ApiRoute) =>
  `${methods.join(', ')} ${path}: ${description}`;

/** `daily-quote` is `DailyQuote`. By it CloudFormation knows the function: another one is another function. */
const idOf = (handler: string) =>
  handler.replaceAll(/(?:^|-)([a-z])/gu, (_match, letter: string) => letter.toUpperCase());
