import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line and event of one request carries. */
export interface RequestContext {
  readonly requestId: string;
  /** The `sub` of who is signed in, once that is known. */
  sub?: string;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

/** The id of the request being answered, which its error page or problem also shows. */
export const currentRequestId = () => requestContext.getStore()?.requestId;
