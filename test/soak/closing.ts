import { setTimeout as pause } from 'node:timers/promises';
import { sessionHandle } from '../../src/telemetry/session-handle.js';
import type { Account, Books } from './books.js';
import { tryCookie } from './ghosts.js';
import type { Person } from './person.js';
import { LENIENCE, RULES } from './rules.js';
import type { Site } from './site.js';

/** How long things may take that come about by themselves, in ms. */
interface Patience {
  /** Until everybody is served again, and until all that is left behind is cleared away. */
  readonly recovery: number;
  /** Until a session that nobody uses has ended. */
  readonly idle: number;
}
const USUAL: Patience = { recovery: 30_000, idle: (RULES.idle + LENIENCE) * 1000 };
const LIST_PATH = '/account/sessions';

/** The key of a session's record. */
export const keyOf = ({ cookie }: Account): string => `session:{${handleOf(cookie)}}`;

function handleOf(cookie: string) {
  const [, id = ''] = /^s:([^.]+)\./u.exec(decodeURIComponent(cookie)) ?? [];
  return sessionHandle(id);
}

/**
 * Closes the books, with no fault about: everybody signs in anew and is served, what nobody uses ends by its
 * time, and then the store, the lists of people's sessions and the books say the same. In the end all sign
 * out, and nothing of anybody is left.
 */
export async function close(
  site: Site,
  books: Books,
  people: readonly Person[],
  patience = USUAL,
): Promise<void> {
  const late = pause(patience.recovery, 'late', { ref: false });
  const again = signInAnew(people);
  if ((await Promise.race([again, late])) === 'late') {
    books.complain(`some can’t sign in ${patience.recovery} ms after the last fault`);
  }
  await again;
  await expectStore(site, books, people, patience);
  for (const person of people) await expectList(books, person, patience);
  for (const account of books.in('ended')) await tryCookie(site, books, account);
  await signOut(people);
  await expectNothing(site, books, patience);
}

const signInAnew = (people: readonly Person[]) =>
  Promise.all(
    people.map(async (person) => {
      const { presence } = person;
      if (presence) await person.signOut(presence);
      do person.presence = await person.signIn();
      while (!person.presence);
    }),
  );

const signOut = (people: readonly Person[]) =>
  Promise.all(
    people.map(async (person) => {
      if (person.presence) await person.signOut(person.presence);
      person.presence = undefined;
    }),
  );

/** The records are those of the live sessions, once all others have run out. */
async function expectStore(
  site: Site,
  books: Books,
  people: readonly Person[],
  { idle }: Patience,
): Promise<void> {
  const recorded = async () =>
    (await site.store.keys()).filter((key) => key.startsWith('session:'));
  const expected = () => books.in('live').map(keyOf).toSorted();
  const agree = await comesAbout(idle, async () => {
    for (const person of people) if (person.presence) await person.use(person.presence);
    books.expire(performance.now());
    return books.in('left').length === 0 && isSame(await recorded(), expected());
  });
  if (agree) return;
  const [found, known] = [await recorded(), expected()];
  for (const key of found.filter((one) => !known.includes(one))) {
    books.complain(`the store has ${key}, which is no session of the books`);
  }
  for (const key of known.filter((one) => !found.includes(one))) {
    books.complain(`the store has no ${key}, which is a live session by the books`);
  }
}

/** What somebody is shown of their sessions is what they have: the one that looks, and the others. */
export async function expectList(
  books: Books,
  { email, presence }: Person,
  { recovery }: Patience = USUAL,
): Promise<void> {
  if (!presence) return;
  let page = '';
  const isShown = await comesAbout(recovery, async () => {
    const { answer } = await presence.visit.ask((browser) => browser.navigate(LIST_PATH));
    page = answer?.body ?? '';
    return answer?.status === 200;
  });
  const listed = [...page.matchAll(/name="session" value="([^"]+)"/gu)].map(
    ([, handle = '']) => handle,
  );
  const others = books.in('live').filter((one) => one.person === email && one !== presence.account);
  const known = others.map(({ cookie }) => handleOf(cookie));
  if (!isShown || !isSame(listed.toSorted(), known.toSorted())) {
    books.complain(`${email} has ${known.length} other sessions and sees ${listed.length}`);
  }
}

/** Nothing about people, and whatever else there is has an end. */
async function expectNothing(site: Site, books: Books, { recovery }: Patience): Promise<void> {
  const isEmpty = async () => (await site.store.keysOfPeople()).length === 0;
  if (!(await comesAbout(recovery, isEmpty))) {
    const left = await site.store.keysOfPeople();
    books.complain(`nobody is signed in, and the store still has ${left.join(', ')}`);
  }
  for (const key of await site.store.keys()) {
    const leftMs = Number(await site.store.command('PTTL', key));
    if (leftMs === FOREVER) books.complain(`${key} has no end`);
  }
}

/** As Valkey says it of a key: https://valkey.io/commands/pttl/ */
const FOREVER = -1;

const isSame = (one: readonly string[], other: readonly string[]) => one.join() === other.join();

/** Whether it comes about in time. */
async function comesAbout(patienceMs: number, asked: () => Promise<boolean>): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (!(await asked())) {
    if (performance.now() > until) return false;
    await pause(200);
  }
  return true;
}
