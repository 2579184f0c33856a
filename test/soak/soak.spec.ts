import { report } from './report.js';
import { soak } from './soak.js';

/** The longer one is a command: `npm run soak -- --minutes 5`. */
const MINUTES = 0.3;
const PATIENCE_MS = 240_000;

describe('a soak', () => {
  it(
    'ends with books that agree',
    async () => {
      const result = await soak(MINUTES, () => undefined, new AbortController().signal);
      expect(result.books.mismatches).toEqual([]);
      expect(report(result)).toContain('The books agree');

      // Something happened that could have gone wrong.
      const { served, refused, ghosts } = result.books.counts;
      for (const count of [served, refused, ghosts, result.refreshes])
        expect(count).toBeGreaterThan(0);
      expect(result.books.accounts.length).toBeGreaterThan(10);
      expect(result.weather.size).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
