import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { request } from 'undici';
import { HttpServer } from '../../support/http-server.js';
import { apiAnswer } from '../api-answer.js';
import { Broken, PATIENCE_MS, reasonOf } from '../broken.js';
import { product } from '../contestants/product.js';
import type { Entry } from '../entry.js';
import type { Say } from '../say.js';
import type { Stage } from '../stage.js';
import { rssKb, SMALL } from './memory.js';

const BODY_BYTES = 10 * 1024 * 1024; // the most that a request body may have
const CHUNK = Buffer.alloc(64 * 1024, 'a');
const LARGE = '/large';
const TIMES = 10;
const LOOK_EVERY_MS = 20;
const WAITS = { headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS };

export interface Streams {
  readonly megabytes: number;
  readonly beforeKb: number;
  /** The most that was seen while 100 MB went down, and then up. */
  readonly peakDownKb: number;
  readonly peakUpKb: number;
}

/** What the product's process has while large bodies pass through it: a stream keeps none of them. */
export async function streams(stage: Stage, say: Say): Promise<Streams> {
  const api = await new HttpServer((...call) => void answer(...call)).start();
  try {
    const entry = await stage.enter(product, { apiUrl: api.origin, nodeOptions: SMALL });
    await entry.signIn(1);
    const caller = {
      url: `http://127.0.0.1:${entry.port}/api${LARGE}`,
      headers: { cookie: entry.cookies[0] ?? '', 'sec-fetch-site': 'same-origin' },
    };
    const beforeKb = rssKb(entry);
    const peakDownKb = await peakWhile(entry, () => down(caller));
    const peakUpKb = await peakWhile(entry, () => up(caller));
    await entry.stop();
    say(`streams: ${beforeKb} kB before, ${peakDownKb} kB while down, ${peakUpKb} kB while up`);
    return { megabytes: (BODY_BYTES * TIMES) / 1024 / 1024, beforeKb, peakDownKb, peakUpKb };
  } catch (error) {
    if (error instanceof Broken) throw error;
    const reason = reasonOf(error);
    throw new Broken(`${product.name} doesn’t stream large bodies: ${reason}`, { cause: error });
  } finally {
    await api.stop();
  }
}

interface Caller {
  readonly url: string;
  readonly headers: Record<string, string>;
}

async function down({ url, headers }: Caller): Promise<void> {
  for (let time = 0; time < TIMES; time += 1) {
    const { body } = await request(url, { headers, ...WAITS });
    let bytes = 0;
    for await (const chunk of body) bytes += Buffer.isBuffer(chunk) ? chunk.length : 0;
    if (bytes !== BODY_BYTES) throw new Error(`${bytes} bytes came down`);
  }
}

async function up({ url, headers }: Caller): Promise<void> {
  for (let time = 0; time < TIMES; time += 1) {
    const sent = Readable.from(chunks());
    const { body } = await request(url, { method: 'POST', headers, body: sent, ...WAITS });
    const bytes = await body.text();
    if (bytes !== String(BODY_BYTES)) throw new Error(`${bytes} bytes came up`);
  }
}

/** The API: a GET gets a large body, and a POST hears how many bytes it had. */
async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  if (incoming.url !== LARGE) {
    const [, token = ''] = incoming.headers.authorization?.split(' ') ?? [];
    response.end(apiAnswer(token)); // to who has just signed in
    return;
  }
  if (incoming.method === 'GET') {
    response.writeHead(200, { 'content-length': BODY_BYTES });
    await pipeline(Readable.from(chunks()), response);
    return;
  }
  let bytes = 0;
  for await (const chunk of incoming) bytes += Buffer.isBuffer(chunk) ? chunk.length : 0;
  response.end(String(bytes));
}

function* chunks(): Generator<Buffer> {
  for (let sent = 0; sent < BODY_BYTES; sent += CHUNK.length) yield CHUNK;
}

async function peakWhile(entry: Entry, doing: () => Promise<void>): Promise<number> {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, rssKb(entry));
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  await doing().finally(() => clearInterval(timer));
  look();
  return peak;
}
