import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type { JWTPayload } from 'jose';
import { stringifyClaims } from './claims.js';

interface Parts {
  request: IncomingMessage;
  body: Buffer;
  requestId: string;
  routeKey: string;
  pathParameters?: Record<string, string>;
  claims: JWTPayload;
  /** Null on a route that asks for none. */
  scopes: string[] | null;
  now: number;
}

type Event = APIGatewayProxyEventV2WithJWTAuthorizer;

/** The Lambda proxy event, payload format 2.0 (API Gateway: "Lambda proxy integrations"). */
export function proxyEvent(parts: Parts): Event {
  const { request, body, routeKey, claims, scopes, now } = parts;
  const [encoded = '/', ...query] = (request.url ?? '/').split('?');
  // An HTTP API hands the path over decoded, and no further than to a question mark in it.
  const [path = '/'] = decodeURIComponent(encoded).split('?');
  const rawQueryString = query.join('?');
  const { cookie, ...headers } = joinedHeaders(request);
  const text = isText(headers);
  const event = {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString,
    cookies: cookie?.split(/; */u),
    headers,
    queryStringParameters: joinedQuery(rawQueryString),
    pathParameters: parts.pathParameters,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      authorizer: { jwt: { claims: stringifyClaims(claims), scopes } },
      domainName: headers['host'] ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: parts.requestId,
      routeKey,
      stage: '$default',
      time: accessLogTime(now),
      timeEpoch: now,
    },
    body: body.length === 0 ? undefined : body.toString(text ? 'utf8' : 'base64'),
    isBase64Encoded: body.length > 0 && !text,
  } satisfies Event;
  // A Lambda gets its event as JSON: what is undefined isn't there.
  return JSON.parse(JSON.stringify(event));
}

/** `12/Mar/2026:19:03:58 +0000` */
function accessLogTime(now: number): string {
  const [, day, month, year, time] = new Date(now).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

/** Names in lower case, repeated headers joined by commas. */
const joinedHeaders = ({ headersDistinct }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values]) => [
      name,
      (values ?? []).join(name === 'cookie' ? '; ' : ','),
    ]),
  );

function joinedQuery(query: string): Record<string, string> | undefined {
  const parameters = new URLSearchParams(query);
  if (parameters.size === 0) return undefined;
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]),
  );
}

/** Everything else crosses in base64: HTML forms too, on an HTTP API. */
const isText = (headers: Record<string, string>): boolean =>
  headers['content-encoding'] === undefined &&
  /^(?:text\/|application\/(?:json|javascript|xml)\b)/iu.test(headers['content-type'] ?? 'text/');
