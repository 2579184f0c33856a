import { judgeOpen, openNow } from './aging.js';
import { Books } from './books.js';
import { close, expectList, keyOf } from './closing.js';
import { tryCookie } from './ghosts.js';
import { Person, type Presence } from './person.js';
import { Site } from './site.js';

const ADA = 'ada@example.com';

// What a soak finds that no fault of the product's could be made to show: a store that somebody tampers with.
describe('the books of a soak', () => {
  let site: Site;
  let books: Books;
  let ada: Person;
  let presence: Presence;

  beforeAll(async () => {
    site = await Site.start([ADA]);
  });
  afterAll(() => site.stop());
  beforeEach(async () => {
    await site.store.flush();
    books = new Books();
    ada = new Person(site, books, ADA);
    const signedIn = await ada.signIn();
    if (!signedIn) throw new Error('Nothing is down, and nobody can sign in');
    presence = signedIn;
    ada.presence = presence;
  });

  const use = async () => {
    for (let turn = 0; turn < 10; turn += 1) await ada.use(presence);
  };

  it('agree where nothing is wrong', async () => {
    await use();
    await ada.signOut(presence);
    await tryCookie(site, books, presence.account);
    await close(site, books, [ada]);
    expect(books.mismatches).toEqual([]);
    expect(books.counts.ghosts).toBeGreaterThan(0);
  }, 90_000);

  it('find a session that is lost', async () => {
    await use();
    await site.store.command('DEL', keyOf(presence.account));
    await use();
    expect(books.mismatches).toEqual([
      expect.stringMatching(/^session 1 of ada.*: lost .* after/u),
    ]);
  });

  it('find a session that comes back', async () => {
    const key = keyOf(presence.account);
    const record = await site.store.command('DUMP', key);
    await ada.signOut(presence);
    await tryCookie(site, books, presence.account);
    expect(books.mismatches).toEqual([]);
    if (!Buffer.isBuffer(record)) throw new TypeError('There is no record');
    await site.store.command('RESTORE', key, '60000', record);
    await tryCookie(site, books, presence.account);
    expect(books.mismatches).toEqual([
      expect.stringContaining('session 1 of ada@example.com: revived'),
    ]);
  });

  it('find a record that nobody knows, and a key without an end', async () => {
    await site.store.command('HSET', 'session:{nobody}', 'session', 'x');
    await close(site, books, [ada], { recovery: 1_000, idle: 1_000 });
    expect(books.mismatches).toEqual([
      'the store has session:{nobody}, which is no session of the books',
      'nobody is signed in, and the store still has session:{nobody}',
      'session:{nobody} has no end',
    ]);
  });

  it('find a session that its person’s list doesn’t show', async () => {
    const other = new Person(site, books, ADA);
    other.presence = await other.signIn();
    const list = (await site.store.keys()).find((key) => key.startsWith('user:'));
    await site.store.command('DEL', list ?? '');
    await expectList(books, ada);
    expect(books.mismatches).toEqual(['ada@example.com has 1 other sessions and sees 0']);
  });

  it('find what is left open', async () => {
    const fresh = openNow(site);
    await judgeOpen(site, books, fresh);
    expect(books.mismatches).toEqual([]);
    const poorer = fresh.map((open) => open && { ...open, connections: [0, 0, 0] });
    await judgeOpen(site, books, poorer, 1_000);
    // Elsewhere nobody tells what a process has open.
    expect(books.mismatches).toHaveLength(process.platform === 'linux' ? 1 : 0);
  }, 90_000);
});
