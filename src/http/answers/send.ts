import type { ServerResponse } from 'node:http';

/** Sends `content`, which is text of this media type, with the status that the response has. */
export function send(response: ServerResponse, mediaType: string, content: string): void {
  response.setHeader('Content-Type', `${mediaType}; charset=utf-8`);
  response.setHeader('Content-Length', Buffer.byteLength(content));
  response.end(content); // Node leaves the content out where a HEAD is answered
}
