import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { JwtApi } from '../constructs/jwt-api.js';
import { NodeFunction } from '../constructs/node-function.js';
import type { IdentityConnection } from './identity-stack.js';

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

    const hello = new NodeFunction(this, 'Hello', {
      config,
      handler: 'hello',
      description: 'GET /hello: greets the caller',
      environment,
    });
    api.get('/hello', hello.lambda);

    const adminHello = new NodeFunction(this, 'AdminHello', {
      config,
      handler: 'admin-hello',
      description: 'GET /admin/hello: greets administrators, refuses others',
      environment,
    });
    api.get('/admin/hello', adminHello.lambda);

    this.url = api.url;
    this.metrics = api.metrics;
    new CfnOutput(this, 'ApiUrl', { value: api.url });
  }
}
