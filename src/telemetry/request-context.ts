import { AsyncLocalStorage } from 'node:async_hooks';

/** Where a request comes from, as far as it can be told. */
export interface RequestOrigin {
  /** The client's address, without its port. */
  readonly address?: string | undefined;
  /** What the client says of itself: `User-Agent`, cut and cleaned. */
  readonly browser?: string | undefined;
  /** The handle of the session that the request came with. */
  readonly session?: string | undefined;
}

/** What is known of the request being answered, wherever in the code that is needed. */
export interface RequestContext {
  readonly requestId: string;
  /** Worked out only where an event is recorded: most requests have none. */
  readonly origin: () => RequestOrigin;
  /** The `sub` of who is signed in, once that is known. */
  sub?: string;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

/** The id of the request being answered, which its error page or problem also shows. */
export const currentRequestId = () => requestContext.getStore()?.requestId;
