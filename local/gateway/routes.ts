import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { handler as adminHello } from '../../infra/lambda/admin-hello.js';
import { handler as hello } from '../../infra/lambda/hello.js';

export interface Route {
  handler: (event: APIGatewayProxyEventV2WithJWTAuthorizer) => Promise<unknown>;
  /** One of them must be in the token. Without any, an ID token does as well. */
  scopes?: string[];
}

/** By route key: a method and a path. What isn't here is not found. */
export type Routes = Record<string, Route>;

export const routes: Routes = {
  'GET /hello': { handler: hello },
  'GET /admin/hello': { handler: adminHello },
};
