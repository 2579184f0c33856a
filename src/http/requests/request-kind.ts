import type { IncomingMessage } from 'node:http';
import accepts from 'accepts';

/** Who asks: a browser that changes its page, htmx that changes a part of one, or a program. */
export type RequestKind = 'navigation' | 'htmx' | 'program';

/**
 * Decided by what the request says of itself, never by its path. htmx goes first: its fetch may
 * well accept HTML. Fetch Metadata, where the browser sends it, beats `Accept`.
 */
export function kindOf(request: IncomingMessage): RequestKind {
  if (request.headers['hx-request'] === 'true') return 'htmx';
  const mode = request.headers['sec-fetch-mode'];
  if (mode) return mode === 'navigate' ? 'navigation' : 'program';
  const mayBeHtml = request.headers.accept?.includes('text/html');
  return mayBeHtml && accepts(request).types(['json', 'html']) === 'html'
    ? 'navigation'
    : 'program';
}

/** htmx will swap the answer into a part of the page. Not so for history restores and whole pages. */
export const wantsFragment = (request: IncomingMessage) =>
  kindOf(request) === 'htmx' && request.headers['hx-request-type'] === 'partial';
