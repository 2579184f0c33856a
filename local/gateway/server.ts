import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { listen, type Listening } from '../listen.js';
import { createAuthorizer, type Authorizer } from './authorizer.js';
import { corsHeaders, isPreflight, withoutCors, type Cors } from './cors.js';
import { proxyEvent } from './event.js';
import { invoke, PayloadTooLarge } from './lambda.js';
import { matchRoute } from './matching.js';
import { answerOf, message, type Answer } from './result.js';
import { routes as defaultRoutes, type Route, type Routes } from './routes.js';

// API Gateway: "Quotas for configuring and running an HTTP API". They can't be raised.
const MAX_HEADER_BYTES = 10_240;
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const INTEGRATION_TIMEOUT_MS = 30_000;

export interface LocalGatewayOptions {
  /** 0 takes a free port. */
  port: number;
  host?: string;
  issuer: string;
  /** The ids of the app clients whose tokens pass. */
  audience: string[];
  routes?: Routes;
  /** Without it, browsers let no page of another origin read an answer. */
  cors?: Cors;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Gets what a handler threw: to the caller it is only an error. */
  log?: (line: string) => void;
  timeoutMs?: number;
}

export interface LocalGateway extends Listening {
  url: string;
}

interface Gateway {
  authorize: Authorizer;
  routes: Routes;
  cors: Cors | undefined;
  now: () => number;
  log: (line: string) => void;
  timeoutMs: number;
}

/** A stand-in for an API Gateway HTTP API with a JWT authorizer in front of every route. */
export async function startLocalGateway({
  port,
  host = '127.0.0.1',
  issuer,
  audience,
  routes = defaultRoutes,
  cors,
  now = Date.now,
  log = (line) => process.stderr.write(`${line}\n`),
  timeoutMs = INTEGRATION_TIMEOUT_MS,
}: LocalGatewayOptions): Promise<LocalGateway> {
  const authorize = createAuthorizer({ issuer, audience, now });
  const gateway = { authorize, routes, cors, now, log, timeoutMs };
  const server = await listen(
    (request, response) => {
      const requestId = newRequestId();
      const reply = ({ headers, ...rest }: Answer) => {
        const own = cors ? { ...withoutCors(headers), ...corsHeaders(cors, request) } : headers;
        send(response, { ...rest, headers: { ...own, 'apigw-requestid': requestId } });
      };
      answer(gateway, request, requestId).then(reply, (error: unknown) => {
        log(describe(error));
        reply(message(500, 'Internal Server Error'));
      });
    },
    { port, host, maxHeaderSize: MAX_HEADER_BYTES },
  );
  return { ...server, url: `http://localhost:${server.port}` };
}

async function answer(
  gateway: Gateway,
  request: IncomingMessage,
  requestId: string,
): Promise<Answer> {
  if (gateway.cors && isPreflight(request)) return { status: 204, headers: {}, body: '' };
  const [path = '/'] = (request.url ?? '/').split('?');
  if (!isEncoded(path)) return message(400, 'Bad Request');
  const match = matchRoute(gateway.routes, request.method ?? 'GET', path);
  if (!match) return message(404, 'Not Found');
  const required = match.route.scopes ?? [];
  const decision = await gateway.authorize(request.headers.authorization, required);
  if (decision.kind === 'refused') {
    const { status, challenge } = decision;
    const text = status === 401 ? 'Unauthorized' : 'Forbidden';
    return message(status, text, { 'www-authenticate': challenge });
  }
  const body = await readBody(request);
  if (!body) return message(413, 'Request Entity Too Large');
  const { claims } = decision;
  const scopes = required.length > 0 ? decision.scopes : null;
  const parts = { request, requestId, body, claims, scopes, now: gateway.now() };
  const late = pause(gateway.timeoutMs, message(503, 'Service Unavailable'), { ref: false });
  return Promise.race([integrate(gateway, match.route, proxyEvent({ ...parts, ...match })), late]);
}

async function integrate(
  { log, timeoutMs }: Gateway,
  route: Route,
  event: Parameters<Route['handler']>[0],
): Promise<Answer> {
  try {
    return answerOf(await invoke(route, event, timeoutMs));
  } catch (error) {
    log(`${event.routeKey}: ${describe(error)}`);
    const isRequest = error instanceof PayloadTooLarge && error.direction === 'request';
    return isRequest
      ? message(413, 'Request Entity Too Large')
      : message(500, 'Internal Server Error');
  }
}

function isEncoded(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** As API Gateway writes them: `JKJaXmPLvHcESHA=` */
const newRequestId = (): string => randomBytes(11).toString('base64');

/** The whole body, or undefined when there is too much of it: the rest is thrown away. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  const incoming: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) break;
    chunks.push(chunk);
  }
  if (size <= MAX_BODY_BYTES) return Buffer.concat(chunks);
  request.resume(); // otherwise the connection would take no further request
  return undefined;
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
