import { inWords } from './aging.js';
import type { Result } from './soak.js';

const SHOWN = 20;
const MB = 1024 * 1024;

/** What a soak came to, for who reads it in a terminal. */
export function report(result: Result): string {
  const { minutes, books, weather, before, after, fresh, open } = result;
  const { served, refused, unavailable, ghosts } = books.counts;
  const requests = after.requests - before.requests;
  const grown = after.heapBytes - before.heapBytes;
  const rows: [name: string, text: string][] = [
    ['load', `${minutes} minutes, then the closing of the books`],
    ['sessions', `${books.accounts.length} began; ${result.loginsInVain} logins came to nothing`],
    ['refreshes', `${result.refreshes}`],
    ['requests', `${served} served, ${refused} refused, ${unavailable} told to come back later`],
    ['ended cookies', `tried ${ghosts} times`],
    ['faults', [...weather].map(([name, count]) => `${name}: ${count}`).join('; ')],
    [
      'heap',
      `${mb(before.heapBytes)}, and ${mb(after.heapBytes)} after ${requests} requests and ${after.tokens - before.tokens} tokens more: ${mb(grown)}`,
    ],
    [
      'open',
      `new: ${inWords(fresh)}; in the end: ${inWords(open)}, of them connections to the store, to Cognito and to the API`,
    ],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`),
    '',
    verdict(result),
  ].join('\n');
}

function verdict({ books: { mismatches } }: Result): string {
  if (mismatches.length === 0) {
    return 'The books agree: no session was lost, none came back, and nothing is left.';
  }
  const left = mismatches.length - SHOWN;
  return [
    `The books don’t agree, in ${mismatches.length} places:`,
    ...mismatches.slice(0, SHOWN).map((line) => `  ${line}`),
    ...(left > 0 ? [`  and ${left} more`] : []),
  ].join('\n');
}

const mb = (bytes: number) => `${(bytes / MB).toFixed(1)} MB`;
