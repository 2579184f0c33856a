import { setTimeout as pause } from 'node:timers/promises';
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import type { Open } from './processes.js';
import { judgeHeap, judgeOpen, type Look, look, openNow } from './aging.js';
import { Books } from './books.js';
import { close } from './closing.js';
import { deploy, storm, type Weather } from './faults.js';
import { tryEnded } from './ghosts.js';
import { Person } from './person.js';
import { Site } from './site.js';

const EMAILS = ['ada', 'ben', 'cleo', 'dan', 'eve', 'finn'].map((name) => `${name}@example.com`);
const BROWSERS_EACH = 2;
const GHOSTS = 2;
/** Until what a process makes once is made. */
const WARM_UP_MS = 2_000;

/** What happened, and how the books stand. */
export interface Result {
  readonly minutes: number;
  readonly books: Books;
  readonly weather: Weather;
  readonly loginsInVain: number;
  readonly refreshes: number;
  readonly before: Look;
  readonly after: Look;
  readonly fresh: readonly (Open | undefined)[];
  readonly open: readonly (Open | undefined)[];
}

/**
 * People who come and go for so long, while one thing after another fails; then the books are closed.
 *
 * @param interrupted ends it before its time: the books aren't closed then
 */
export async function soak(
  minutes: number,
  say: (line: string) => void,
  interrupted: AbortSignal,
): Promise<Result> {
  const site = await Site.start(EMAILS);
  try {
    const books = new Books();
    const fresh = openNow(site);
    const people = EMAILS.flatMap((email) =>
      Array.from({ length: BROWSERS_EACH }, () => new Person(site, books, email)),
    );
    const { weather, before } = await load(site, books, people, { minutes, say, interrupted });
    say('the load is over; the books are closed');
    await close(site, books, people);
    await hangUp();
    const after = await look(site, books);
    judgeHeap(books, before, after);
    await judgeOpen(site, books, fresh);
    return {
      minutes,
      books,
      weather,
      loginsInVain: people.reduce((sum, { inVain }) => sum + inVain, 0),
      refreshes: site.countOf('token.refreshed'),
      before,
      after,
      fresh,
      open: openNow(site),
    };
  } finally {
    await hangUp(); // or servers would wait for what is kept open
    await site.stop();
  }
}

/** Closes the connections that people's browsers keep. */
async function hangUp(): Promise<void> {
  const browsers = getGlobalDispatcher();
  setGlobalDispatcher(new Agent());
  await browsers.destroy();
}

interface Length {
  readonly minutes: number;
  readonly say: (line: string) => void;
  readonly interrupted: AbortSignal;
}

/** @returns the survivor as it was before the faults, which it went through */
async function load(
  site: Site,
  books: Books,
  people: readonly Person[],
  { minutes, say, interrupted }: Length,
): Promise<{ weather: Weather; before: Look }> {
  const until = performance.now() + minutes * 60_000;
  const end = new AbortController();
  const stop = AbortSignal.any([end.signal, interrupted]);
  const lives = Promise.all([
    ...people.map((person) => person.live(stop)),
    ...Array.from({ length: GHOSTS }, () => tryEnded(site, books, stop)),
  ]);
  lives.catch(() => end.abort()); // what goes wrong in here is no fault of the product, and is thrown below
  await deploy(site, books);
  say('both processes were replaced, one after the other');
  await pause(WARM_UP_MS);
  const before = await look(site, books);
  const weather = await storm(site, books, { until, stop, say });
  interrupted.throwIfAborted();
  end.abort();
  await lives;
  return { weather, before };
}
