import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { listen, type Listening } from '../listen.js';
import { createAuthorizer, type Authorizer } from './authorizer.js';
import { proxyEvent } from './event.js';
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
  now: () => number;
  log: (line: string) => void;
  timeoutMs: number;
}

/** A stand-in for an API Gateway HTTP API with a JWT authorizer in front of every route. */
export const startLocalGateway = async ({
  port,
  host = '127.0.0.1',
  issuer,
  audience,
  routes = defaultRoutes,
  now = Date.now,
  log = (line) => process.stderr.write(`${line}\n`),
  timeoutMs = INTEGRATION_TIMEOUT_MS,
}: LocalGatewayOptions): Promise<LocalGateway> => {
  const authorize = createAuthorizer({ issuer, audience, now });
  const gateway = { authorize, routes, now, log, timeoutMs };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    send(response, await answer(gateway, request));
  };
  const server = await listen(
    (request, response) => {
      serve(request, response).catch((error: unknown) => {
        log(describe(error));
        send(response, message(500, 'Internal Server Error'));
      });
    },
    { port, host, maxHeaderSize: MAX_HEADER_BYTES },
  );
  return { ...server, url: `http://localhost:${server.port}` };
};

const answer = async (gateway: Gateway, request: IncomingMessage): Promise<Answer> => {
  const [path = '/'] = (request.url ?? '/').split('?');
  const routeKey = `${request.method} ${path}`;
  const route = gateway.routes[routeKey];
  if (!route) return message(404, 'Not Found');
  const required = route.scopes ?? [];
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
  const event = proxyEvent({ request, body, routeKey, claims, scopes, now: gateway.now() });
  const late = pause(gateway.timeoutMs, message(503, 'Service Unavailable'), { ref: false });
  return Promise.race([invoke(gateway, route, event), late]);
};

const invoke = async (
  { log }: Gateway,
  { handler }: Route,
  event: Parameters<Route['handler']>[0],
): Promise<Answer> => {
  try {
    return answerOf(await handler(event));
  } catch (error) {
    log(`${event.routeKey}: ${describe(error)}`);
    return message(500, 'Internal Server Error');
  }
};

/** The whole body, or undefined when there is too much of it: the rest is left to be dumped. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  const incoming: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const send = (response: ServerResponse, { status, headers, body }: Answer): void => {
  response.writeHead(status, { ...headers, 'apigw-requestid': randomUUID() }).end(body);
};

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
