import { eventually } from '../support/eventually.js';
import type { Books } from './books.js';
import { VICTIM } from './faults.js';
import { heapBytes, type Open, openOf } from './processes.js';
import type { Site } from './site.js';

/** A process, seen at one time. */
export interface Look {
  readonly heapBytes: number;
  readonly requests: number;
  /** How many tokens there have been so far: the processes know some thousands of the latest ones. */
  readonly tokens: number;
}

/** What a process may keep of each token that it has seen, until the place is taken by another. */
const BYTES_A_TOKEN = 16 * 1024;
/** What comes and goes: code that was compiled late, buffers. */
const PLAY_BYTES = 8 * 1024 * 1024;
/** A request that is kept takes more than ten kilobytes, with its response and its socket. */
const BYTES_A_REQUEST = 512;
const PLAY_FILES = 4;
/** Connections that nobody uses are closed by then. */
const QUIET_MS = 60_000;

/** The process that nobody kills. */
const SURVIVOR = 1 - VICTIM;

export async function look(site: Site, books: Books): Promise<Look> {
  const { served, refused, unavailable } = books.counts;
  return {
    heapBytes: await heapBytes(site.member(SURVIVOR).product),
    requests: served + refused + unavailable,
    tokens: books.accounts.length + site.countOf('token.refreshed'),
  };
}

/** Holds the growth of the heap to what a process may keep. */
export function judgeHeap(books: Books, before: Look, after: Look): void {
  const grown = after.heapBytes - before.heapBytes;
  const requests = after.requests - before.requests;
  const tokens = after.tokens - before.tokens;
  const may = PLAY_BYTES + requests * BYTES_A_REQUEST + tokens * BYTES_A_TOKEN;
  if (grown > may) books.complain(`the heap has grown by ${grown} bytes, and may by ${may}`);
}

/** What each process has open: files of all kinds, connections to the store, to Cognito and to the API. */
export function openNow(site: Site): (Open | undefined)[] {
  const ports = [site.store.address.port, portOf(site.network.origin), portOf(site.gateway.url)];
  return site.members.map(({ product }) => openOf(product, ports));
}

/** When nobody asks for anything, the processes have open what they had when they were new. */
export async function judgeOpen(
  site: Site,
  books: Books,
  fresh: readonly (Open | undefined)[],
  quietMs = QUIET_MS,
): Promise<void> {
  const isFlat = async () =>
    openNow(site).every((now, index) => {
      const then = fresh[index];
      return !now || !then || noMore(now, then);
    });
  await eventually(isFlat, quietMs).catch(() => {
    books.complain(`new processes had open ${inWords(fresh)}, and now ${inWords(openNow(site))}`);
  });
}

const noMore = (now: Open, then: Open) =>
  now.files <= then.files + PLAY_FILES &&
  now.connections.every((count, index) => count <= (then.connections[index] ?? 0));

export const inWords = (opens: readonly (Open | undefined)[]): string =>
  opens
    .flatMap((open) => (open ? [`${open.files} files (${open.connections.join(', ')})`] : []))
    .join(' and ');

const portOf = (url: string) => Number(new URL(url).port);
