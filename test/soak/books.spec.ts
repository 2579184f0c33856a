import { type Account, Books } from './books.js';
import { LENIENCE, RULES } from './rules.js';

const SECOND = 1_000;
const at = (time: number) => ({ begun: time, ended: time + 10 });

describe('what the books find', () => {
  let books: Books;
  let account: Account;

  beforeEach(() => {
    books = new Books();
    account = books.open('ada', 'a-cookie', at(0));
  });

  const ways: [name: string, happen: () => void, found: RegExp[]][] = [
    ['nothing wrong with one that is served', () => books.note(account, 'served', at(SECOND)), []],
    ['nothing wrong with an outage', () => books.note(account, 'unavailable', at(SECOND)), []],
    [
      'one that is refused too early',
      () => books.note(account, 'refused', at(SECOND)),
      [/lost 1\.0 s/u],
    ],
    [
      'nothing wrong with one that nobody used for long enough',
      () => books.note(account, 'refused', at(RULES.idle * SECOND)),
      [],
    ],
    [
      'one that is served after its sign-out',
      () => {
        books.signedOut(account);
        books.note(account, 'served', at(SECOND));
      },
      [/revived/u],
    ],
    [
      'one that is served after it was refused',
      () => {
        books.note(account, 'refused', at(RULES.idle * SECOND));
        books.note(account, 'served', at((RULES.idle + 1) * SECOND));
      },
      [/revived/u],
    ],
    [
      'nothing wrong with either while a sign-out has no answer',
      () => {
        books.signingOut(account);
        books.note(account, 'served', at(SECOND));
        books.note(account, 'refused', at(2 * SECOND));
      },
      [],
    ],
    [
      'one that is served beyond its absolute end',
      () => {
        for (let time = 0; time <= RULES.max + 1; time += 1) {
          books.note(account, 'served', at(time * SECOND));
        }
      },
      [/at the age of/u],
    ],
    [
      'one that was left, and is served after the idle time',
      () => {
        books.leave(account);
        const later = (RULES.idle + LENIENCE + 1) * SECOND;
        books.expire(later);
        books.note(account, 'served', at(later));
      },
      [/revived/u],
    ],
  ];
  it.each(ways)('%s', (_name, happen, found) => {
    happen();
    expect(books.mismatches).toEqual(found.map((words) => expect.stringMatching(words)));
  });
});
