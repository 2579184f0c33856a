type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** A path of the HTTP API, and who answers there. */
export interface ApiRoute {
  /** As API Gateway writes it: `/items/{id}` takes any one segment, `/files/{path+}` all that follows. */
  readonly path: `/${string}`;
  readonly methods: readonly [Method, ...Method[]];
  /** The file in infra/lambda, without its ending, whose `handler` answers. It may do so for several paths. */
  readonly lambda: string;
  readonly description: string;
  /**
   * One of these is needed; without, everyone who is signed in may call. The product asks before it calls. So must
   * the function, for others than the product may have a token: API Gateway knows no groups.
   */
  readonly groups?: readonly string[];
}

/**
 * The HTTP API's routes, each path once. CDK deploys them (`infra/lib/stacks/api-stack.ts`), the local gateway serves
 * them (`local/gateway/routes.ts`), and the product lets through to them what they take
 * (`src/api/route-policies.ts`). This file imports nothing, so that all three may read it.
 */
export const apiRoutes = [
  {
    path: '/hello',
    methods: ['GET'],
    lambda: 'hello',
    description: 'greets the caller',
  },
  {
    path: '/admin/hello',
    methods: ['GET'],
    lambda: 'admin-hello',
    description: 'greets administrators, refuses others',
    groups: ['admins'],
  },
] as const satisfies readonly [ApiRoute, ...ApiRoute[]];
