import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';

/**
 * An event as an HTTP API with a JWT authorizer sends it to a Lambda, payload format 2.0.
 *
 * @param claims all of them text, and a list as `[a b]`
 */
export const httpApiEvent = (
  path: string,
  claims: Record<string, string>,
): APIGatewayProxyEventV2WithJWTAuthorizer => ({
  version: '2.0',
  routeKey: `GET ${path}`,
  rawPath: path,
  rawQueryString: '',
  headers: { accept: '*/*', authorization: 'Bearer eyJ…', host: 'api.example.com' },
  requestContext: {
    accountId: '123456789012',
    apiId: 'r3pmxmplak',
    authorizer: { jwt: { claims, scopes: ['openid', 'hello-api/read'] } },
    domainName: 'api.example.com',
    domainPrefix: 'api',
    http: {
      method: 'GET',
      path,
      protocol: 'HTTP/1.1',
      sourceIp: '203.0.113.7',
      userAgent: 'test',
    },
    requestId: 'JKJaXmPLvHcESHA=',
    routeKey: `GET ${path}`,
    stage: '$default',
    time: '01/Jan/2026:00:00:00 +0000',
    timeEpoch: 1_767_225_600_000,
  },
  isBase64Encoded: false,
});
