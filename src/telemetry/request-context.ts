import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span } from '@opentelemetry/api';
import { sessionHandle } from './session-handle.js';

/** Where a request comes from, as far as it can be told. */
interface RequestOrigin {
  /** The client's address, without its port. */
  readonly address?: string | undefined;
  /** What the client says of itself: `User-Agent`, cut and cleaned. */
  readonly browser?: string | undefined;
}

/** Whose session a request came with, as pages call them. */
export interface Person {
  readonly sub: string;
  readonly username: string;
  readonly email: string | undefined;
  readonly groups: readonly string[];
}

/** What is known of the request being answered, wherever in the code that is needed. */
export interface RequestContext {
  readonly requestId: string;
  /** Whether people can keep files here: the pages of the account lead there. */
  readonly hasFiles?: boolean;
  /** Worked out only where an event is recorded: most requests have none. */
  readonly origin: () => RequestOrigin;
  /** The session that the request came with, once it has been looked up and found alive. */
  sessionId?: string;
  /** Whose session that is: the frame of a page shows it, of one that failed too. */
  person?: Person;
  /** Its span, where traces are exported. */
  span?: Span;
  /** The route that took it, as it was declared, where it isn't one of Express's. */
  route?: string;
  /** The `sub` of who is signed in, once that is known. */
  sub?: string;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

/** The id of the request being answered, which its error page or problem also shows. */
export const currentRequestId = () => requestContext.getStore()?.requestId;

/** Says which route takes the request being answered: its pattern, never its path. */
export function noteRoute(route: string): void {
  const context = requestContext.getStore();
  if (context) context.route = route;
}

/** From where the request being answered comes, and the handle of its session. */
export function currentOrigin() {
  const context = requestContext.getStore();
  const session = context?.sessionId && sessionHandle(context.sessionId);
  return { ...context?.origin(), ...(session !== undefined && { session }) };
}
