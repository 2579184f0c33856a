import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from 'aws-lambda';
import { apiRoutes } from '../../api/routes.js';
import { handler as adminHello } from '../../infra/lambda/admin-hello.js';
import { handler as hello } from '../../infra/lambda/hello.js';

export interface Route {
  handler: (event: APIGatewayProxyEventV2WithJWTAuthorizer, context: Context) => Promise<unknown>;
  /** One of them must be in the token. Without any, an ID token does as well. */
  scopes?: string[];
}

/** By route key: a method (or `ANY`) and a path, or `$default`. What isn't here is not found. */
export type Routes = Record<string, Route>;

/** The functions that api/routes.ts names; the compiler misses one that isn't here. */
const handlers: Record<(typeof apiRoutes)[number]['lambda'], Route['handler']> = {
  hello,
  'admin-hello': adminHello,
};

const scopes = ['hello-api/read'];

export const routes: Routes = Object.fromEntries(
  apiRoutes.flatMap(({ path, methods, lambda }) =>
    methods.map((method) => [`${method} ${path}`, { handler: handlers[lambda], scopes }]),
  ),
);
