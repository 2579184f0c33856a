import { judgeHeap, type Look } from './aging.js';
import { Books } from './books.js';

const MB = 1024 * 1024;

describe('the heap of a process that lives on', () => {
  const before: Look = { heapBytes: 40 * MB, requests: 0, tokens: 0 };
  const complaintsAbout = (after: Look) => {
    const books = new Books();
    judgeHeap(books, before, after);
    return books.mismatches.length;
  };

  it.each([
    ['may come and go a little', 4, 1_000, 100, 0],
    ['may keep what belongs to the latest tokens', 20, 1_000, 1_000, 0],
    ['may not keep 2 KB of each request', 40 + 8, 20_000, 100, 1],
    ['may not keep 64 KB of each token', 80, 1_000, 1_000, 1],
  ])('%s', (_name, grownMb, requests, tokens, complaints) => {
    const after = { heapBytes: before.heapBytes + grownMb * MB, requests, tokens };
    expect(complaintsAbout(after)).toBe(complaints);
  });
});
