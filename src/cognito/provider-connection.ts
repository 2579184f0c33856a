/** Cognito's longest answer, a token response with a hundred groups, is some 20 KB. */
const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** The provider says more than any answer of its kind can mean. */
export class AnswerTooLong extends Error {}

/**
 * The way to Cognito, and what was heard on it last. No redirect is followed, since an endpoint is where
 * discovery says it is, and an answer ends after 1 MiB and ten seconds, from first to last byte.
 */
export class ProviderConnection {
  private last: { readonly state: 'up' | 'down'; readonly at: number } | undefined;

  /** `fetch`, within these limits. */
  readonly fetch = async (url: string, options: object = {}): Promise<Response> => {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url, { ...options, redirect: 'manual', signal });
      const { status, headers, body } = response;
      const whole = body && new Response(await contentOf(body), { status, headers });
      this.note(status >= 500 || status === 429 ? 'down' : 'up');
      return whole ?? response;
    } catch (error) {
      this.note('down');
      throw error;
    }
  };

  /** Whether Cognito was there when it was asked last, if that was within `ms`. */
  heardWithin(ms: number): 'up' | 'down' | undefined {
    return this.last && Date.now() - this.last.at < ms ? this.last.state : undefined;
  }

  /** What was heard just now. */
  note(state: 'up' | 'down'): void {
    this.last = { state, at: Date.now() };
  }
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
