import type { Request, Response } from 'express';

/** A file as it was at start: browsers compare it by its tag, which is a digest of its content. */
export interface SentFile {
  readonly content: Buffer;
  /** What Express knows its media type by: its name's end. */
  readonly type: string;
  readonly tag: string;
  readonly caching: string;
}

/** Sends a file, or as much of it as is asked for (RFC 9110 §13 and §14). */
export function sendFile(request: Request, response: Response, file: SentFile): void {
  const { content, type, tag, caching } = file;
  response.set({ 'Accept-Ranges': 'bytes', 'Cache-Control': caching, ETag: tag });
  if (isAnotherWanted(request, tag)) {
    response.status(412).end();
    return;
  }
  response.type(type);
  const range = request.fresh ? undefined : rangeOf(request, file);
  if (range === 'none') {
    response.status(416).set('Content-Range', `bytes */${content.length}`).end();
  } else if (range) {
    const { start, end } = range;
    response.status(206).set('Content-Range', `bytes ${start}-${end}/${content.length}`);
    response.send(content.subarray(start, end + 1));
  } else {
    response.send(content); // or 304, where the browser has it
  }
}

/** RFC 9110 §13.1.1: who goes on with a file that has changed since must not get the rest of another. */
function isAnotherWanted(request: Request, tag: string): boolean {
  const wanted = request.get('If-Match');
  if (wanted === undefined || wanted.trim() === '*') return false;
  return !wanted.split(',').some((one) => one.trim() === tag);
}

/** One range alone; of several, or of what is none, all of the file is the answer, as it may be. */
function rangeOf(
  request: Request,
  { content, tag }: SentFile,
): { start: number; end: number } | 'none' | undefined {
  if (request.method !== 'GET') return undefined;
  const condition = request.get('If-Range');
  if (condition !== undefined && condition !== tag) return undefined;
  const ranges = request.range(content.length, { combine: true });
  if (ranges === -1) return 'none';
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes') return undefined;
  return ranges.length === 1 ? ranges[0] : undefined;
}
