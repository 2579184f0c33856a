import type {
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';
import { groupsOf } from './groups.js';

const answer = (statusCode: number, body: object): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/**
 * `GET /admin/hello`: greets administrators. The JWT authorizer has verified the token and its scope;
 * who is in which group only the Lambda can ask, since an HTTP API's authorizer knows no groups.
 */
export async function handler(
  event: APIGatewayProxyEventV2WithJWTAuthorizer,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { authorizer, requestId } = event.requestContext;
  const { claims } = authorizer.jwt;
  const sub = String(claims['sub']);
  if (!groupsOf(claims).includes('admins')) {
    // oxlint-disable-next-line no-console -- a Lambda's logger, which makes JSON of it
    console.warn({ event: 'admin.refused', sub, requestId });
    // As API Gateway itself says it.
    return answer(403, { message: 'Forbidden' });
  }
  return answer(200, { message: 'Hello, administrator', sub });
}
