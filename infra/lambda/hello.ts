import type {
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';
import { groupsOf } from './groups.js';

// oxlint-disable-next-line node/no-process-env -- a Lambda is configured by its environment
const projectName = () => process.env.PROJECT_NAME ?? 'cognito-secure-login';

/**
 * `GET /hello`: greets the caller. The JWT authorizer has verified the token; an ID token and an
 * access token both pass, and only the first has an e-mail address unless a trigger adds it.
 */
export async function handler(
  event: APIGatewayProxyEventV2WithJWTAuthorizer,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { claims } = event.requestContext.authorizer.jwt;
  const text = (name: string) => (claims[name] === undefined ? undefined : String(claims[name]));
  // Cognito names the same thing `cognito:username` in ID tokens and `username` in access tokens.
  const username = text('cognito:username') ?? text('username') ?? '';
  const email = text('email');
  const groups = groupsOf(claims);
  const name = text('name') ?? email ?? username;
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      message: `Hello ${name}, welcome to ${projectName()}`,
      sub: text('sub') ?? '',
      username,
      ...(email === undefined ? {} : { email }),
      groups,
      admin: groups.includes('admins'),
    }),
  };
}
