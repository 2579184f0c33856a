/** Cognito's longest answer, a token response with a hundred groups, is some 20 KB. */
const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** The provider says more than any answer of its kind can mean. */
export class AnswerTooLong extends Error {}

/**
 * `fetch` for what is asked of Cognito: no redirect is followed, since an endpoint is where discovery
 * says it is, and an answer ends after 1 MiB and ten seconds, from first to last byte.
 */
export async function providerFetch(url: string, options: object = {}): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { ...options, redirect: 'manual', signal });
  if (!response.body) return response;
  const { status, headers } = response;
  return new Response(await contentOf(response.body), { status, headers });
}

async function contentOf(body: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new AnswerTooLong(`more than ${MAX_BYTES} bytes`); // which cancels the rest
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
