/** A test that shows something, by its title or that of its group, and its file under test/. */
type Proof = readonly [title: string, file: string];

/** One fault, and what it comes to. `docs/operations.md` shows each row as it stands here. */
export interface Row {
  readonly fault: string;
  /** What people see while it lasts. */
  readonly seen: string;
  /** How all is well again. */
  readonly recovery: string;
  readonly proofs: readonly Proof[];
}

type Listed = [fault: string, seen: string, recovery: string, ...proofs: Proof[]];

const of = (subject: string, ...rows: Listed[]): Row[] =>
  rows.map(([fault, seen, recovery, ...proofs]) => ({
    fault: `${subject} ${fault}`,
    seen,
    recovery,
    proofs,
  }));

const OUTAGES = 'sessions/outages.spec.ts';
const REFUSES_WRITES = 'faults/store-refuses-writes.spec.ts';
const CUT_ANSWERS = 'faults/store-cut-answers.spec.ts';
const PROVIDER = 'e2e/provider-failures.spec.ts';
const REFRESH = 'e2e/refresh.spec.ts';
const NOBODY_WAITS = 'e2e/nobody-waits.spec.ts';
const BREAKS_OFF = 'faults/provider-breaks-off.spec.ts';
const UPSTREAM = 'proxy/upstream-failures.spec.ts';
const PAGE_CALLS_API = 'e2e/page-calls-api.spec.ts';
const KILL_LOGIN = 'faults/kill-login.spec.ts';
const KILL_REFRESH = 'faults/kill-refresh.spec.ts';
const KILL_LOGOUT = 'faults/kill-logout.spec.ts';
const PROCESS = 'e2e/process.spec.ts';

const AS_BEFORE = 'by itself within seconds; all are signed in as before';
const SIGNED_IN_503 = 'who is signed in: 503 with `Retry-After` within 2.5 s; strangers: pages';

export const ROWS: readonly Row[] = [
  ...of(
    'The store',
    ['is killed', SIGNED_IN_503, AS_BEFORE, ['killed, and later restarted', OUTAGES]],
    ['is frozen', SIGNED_IN_503, AS_BEFORE, ['paused', OUTAGES]],
    [
      'can’t be reached',
      SIGNED_IN_503,
      AS_BEFORE,
      ['cut off', OUTAGES],
      ['out of sight: what is sent is lost', OUTAGES],
    ],
    [
      'is slow',
      'waiting, and from two seconds a command on 503',
      AS_BEFORE,
      ['only waits where the store is slow', OUTAGES],
      ['too slow to be of use', OUTAGES],
    ],
    [
      'is gone in the middle of a login',
      '503 at the callback, which may be loaded again',
      'the same callback signs them in',
      [
        'lets a login wait: no cookie, nothing used up, and it goes on when the store is back',
        OUTAGES,
      ],
    ],
    [
      'is gone in the middle of a refresh',
      'waiting, and after 15 s 503',
      'the new token is stored as soon as the store is back, within ten minutes',
      ['keeps a rotated refresh token until the store is back to take it', OUTAGES],
    ],
    [
      'hangs up again and again',
      'some 503',
      AS_BEFORE,
      ['stands a connection that breaks again and again', OUTAGES],
    ],
    [
      'is cut off in the middle of an answer',
      'one 503. What was asked for may have been done: a logout that was told 503 has happened',
      'the next request connects anew; the login begins anew, the refresh is stored again',
      [
        'wherever that is, the request gets 503 or what is true, and the next one is answered',
        CUT_ANSWERS,
      ],
      [
        'a login that has begun its session is refused, and begins anew where it is tried again',
        CUT_ANSWERS,
      ],
      ['a refresh is stored again: its token is asked for once, and good', CUT_ANSWERS],
      ['a logout says that it doesn’t know, and the session has ended', CUT_ANSWERS],
    ],
    [
      'is full',
      'who is signed in goes on until their token ends, then 503, and may sign out; nobody signs in: 503',
      'with the first free memory. Uses aren’t noted meanwhile: longer than the idle time, and sessions end',
      ['is full', REFUSES_WRITES],
      ['who is signed in goes on', REFUSES_WRITES],
      ['nobody signs in, and no code is spent', REFUSES_WRITES],
      [
        'no token is refreshed that couldn’t be stored: 503 once it has ended, and then it goes on',
        REFUSES_WRITES,
      ],
    ],
    [
      'is read-only',
      'the same, and signing out is 503 too; a 503 now and then, as it connects anew once a second',
      'when the node takes writes, or its name leads to one that does',
      ['is read-only: a replica', REFUSES_WRITES],
      ['signing out is told the truth', REFUSES_WRITES],
      ['is left for another that takes writes: %s', 'sessions/failover.spec.ts'],
    ],
    [
      'fails over',
      '503 for some seconds',
      'by itself, without a restart. What the replica had not heard of is lost, as is said in [disaster](disaster.md)',
      [
        'takes writes again within seconds, without a restart, and has signed nobody out',
        'sessions/failover.spec.ts',
      ],
    ],
    [
      'has lost a node of its cluster',
      '503 for those whose sessions lie there',
      AS_BEFORE,
      ['while one node of a cluster can’t be reached', OUTAGES],
    ],
    [
      'has lost its data',
      'all are signed out',
      'they sign in again',
      ['counts sessions as ended that the store has lost, and starts new ones', OUTAGES],
    ],
    [
      'is away when a process starts',
      'nothing: it gets no traffic',
      'it is ready when it has reached the store',
      [
        'serves strangers, gets no traffic until it has reached it, and then stays in service',
        OUTAGES,
      ],
    ],
  ),
  ...of(
    'Cognito',
    [
      'is down',
      'who signs in: a page with 503. Who is signed in goes on until their token ends, then 503',
      'with the next request, after `Retry-After`',
      ['the product starts without it, says so, and signs in once it is there', PROVIDER],
      ['a login that needs its answer is told to come back later', PROVIDER],
      ['who is signed in goes on', PROVIDER],
      ['goes on with a token that is still good while Cognito is down', REFRESH],
      ['waits where Cognito is down and its token has ended: nobody is signed out', REFRESH],
    ],
    [
      'is down when somebody signs out',
      'they are signed out',
      'it is told so when it answers; where it stays down, the refresh token lives until its end',
      ['the sign-out is made good for at Cognito when it answers', NOBODY_WAITS],
      [
        'works while Cognito is down, and says in the audit trail what is left to do',
        'e2e/logout.spec.ts',
      ],
    ],
    [
      'hangs',
      'who signs in waits ten seconds, then 503; who is signed in waits for nothing, but the first whose token has ended',
      'with the next request, after `Retry-After`',
      ['a login waits ten seconds for its answer, and no longer', PROVIDER],
      ['and after it was asked once, nobody waits for it again', NOBODY_WAITS],
    ],
    [
      'throttles (429)',
      'who signs in: 503 with its `Retry-After`. Who is signed in: nothing until their token ends, then the same',
      'each process asks again when that is over, once for all',
      ['429 and when', 'e2e/odd-token-answers.spec.ts'],
      [
        'asks a Cognito that throttles no more until it says, and not once for each request',
        REFRESH,
      ],
    ],
    [
      'breaks off in the middle of an answer',
      '503, once',
      'the login begins anew; the refresh is repeated, which takes a grace period (`rotationGraceSeconds`): without one they sign in again',
      ['a login is refused, and the next one succeeds', BREAKS_OFF],
      ['within the grace period the session goes on', BREAKS_OFF],
      ['without one its refresh token is lost, and it ends', BREAKS_OFF],
    ],
    [
      'publishes a discovery document that is spoilt',
      'who signs in: 502. Who is signed in goes on as if it were down',
      'the next login asks for it again',
      ['a discovery document whose %s is %j is forgotten by the next login', PROVIDER],
    ],
    [
      'publishes no keys',
      'who signs in: 503 where none are known yet, and no code is spent; known keys serve on',
      'with the next request',
      ['spends no code while it has no keys to judge the answer with', PROVIDER],
      ['goes by the keys that it knows, however old, while no others can be had', PROVIDER],
    ],
    [
      'signs with a key that it doesn’t publish',
      'who signs in: 502. Who is signed in: 503 once their token has ended, and the session stays',
      'when it publishes the key, or signs with another',
      ['believes a key that is no longer published for five minutes', PROVIDER],
      ['an ID token whose key is not published yet', REFRESH],
    ],
    [
      'says in a login’s ID token what can’t be true',
      '502, and nobody is signed in',
      'with the next login; tell who looks after security',
      ['an ID token that can’t be trusted signs nobody in', 'e2e/untrusted-id-token.spec.ts'],
    ],
    [
      'gives a refreshed ID token for somebody else, of another issuer or with a false signature',
      'they are signed out',
      'they sign in again; tell who looks after security',
      ['for another person', REFRESH],
      ['of another issuer', REFRESH],
      ['ends where the new ID token has a signature that its key did not make', REFRESH],
    ],
    [
      'answers with anything else',
      '502 or 503 with a reason; who is signed in stays so',
      'with the next honest answer',
      [
        'whatever the provider answers, a login and a refresh end as they were meant to',
        'fuzz/provider-answers.spec.ts',
      ],
    ],
  ),
  ...of(
    'The API',
    [
      'is down',
      '502 for what asks it, and a fragment that says so',
      'with the next request',
      ['an API that isn’t there', UPSTREAM],
      ['says so where the API can’t be reached', PAGE_CALLS_API],
    ],
    [
      'dies before it answers',
      'nothing where the connection was kept and the method may be repeated; otherwise 502',
      'with the next request',
      ['%s is sent once more, and answered', UPSTREAM],
      ['the API %s: %s is answered with 502, and not sent again', UPSTREAM],
    ],
    [
      'hangs',
      '504 after 30 s',
      'with the next request; the API is let go',
      ['ends with 504, and the API is let go', 'proxy/limits.spec.ts'],
      ['lets the API go after its time, trickle as it may', PAGE_CALLS_API],
    ],
    [
      'throttles (429)',
      'its 429, as it is',
      'as it says',
      ['%i arrives, with its content', 'proxy/answers.spec.ts'],
    ],
    [
      'breaks off in the middle of an answer',
      'an answer that is visibly broken, never one that looks whole',
      'with the next request',
      ['the client sees that it broke', UPSTREAM],
      ['a client of HTTP/1.0 sees that it broke', UPSTREAM],
    ],
    [
      'sends headers without end, or what is no HTTP',
      '502',
      'with the next request',
      ['a head without end', UPSTREAM],
      ['fields without end', UPSTREAM],
      ['by answering with %s: 502, and what follows is not touched', UPSTREAM],
    ],
    [
      'sends a body without end',
      'a stream that runs; a page of ours reads a MiB and 30 s of it, then 502',
      'with the next request',
      ['reads a MiB of it, and what lay in buffers on the way', PAGE_CALLS_API],
    ],
    [
      'rejects good tokens',
      '502 after one refresh and one retry',
      'when it accepts them',
      [
        'is an error where the new one isn’t accepted either: two calls, one refresh',
        'proxy/rejected-token.spec.ts',
      ],
    ],
  ),
  ...of(
    'A process is killed in a login',
    [
      'before its attempt counts as used',
      'a broken request',
      'the same callback, loaded again, signs them in at another process',
      ['before its attempt counts as used: the same callback goes on', KILL_LOGIN],
    ],
    [
      'before or after the code is redeemed',
      'a broken request',
      'the same callback begins the login anew by itself; what Cognito gave for the code is nobody’s, and lives until its end',
      ['after its attempt was used, before the code is redeemed', KILL_LOGIN],
      ['after the code was redeemed', KILL_LOGIN],
    ],
    [
      'after its session was written',
      'a broken request',
      'the same; the first session opens for nobody, may be listed, and goes after the idle time',
      ['after the session was written, before it is listed', KILL_LOGIN],
      ['after the session was listed, before its cookie is sent', KILL_LOGIN],
    ],
  ),
  ...of(
    'A process is killed in a refresh',
    [
      'while it holds the lease',
      'those that it served: a broken request; others wait three seconds',
      'another process takes the lease over',
      ['when it has the lease, before Cognito is asked', KILL_REFRESH],
      [
        'is followed by the other within seconds, and nobody is signed out',
        'sessions/refresh.spec.ts',
      ],
    ],
    [
      'after Cognito has rotated, before that is stored',
      'the same',
      'the old token is used within the grace period (`rotationGraceSeconds`, 10 s); without one they sign in again',
      [
        'when Cognito has answered, before the answer is stored, within the grace period',
        KILL_REFRESH,
      ],
      [
        'when Cognito has rotated without grace, before the new token is stored: they sign in again',
        KILL_REFRESH,
      ],
    ],
    [
      'after the new tokens are stored',
      'a broken request; nobody else waits',
      'all use what was stored',
      ['when the new tokens are stored, before the lease is released', KILL_REFRESH],
    ],
  ),
  ...of(
    'A process is killed in a logout',
    [
      'before the session has ended',
      'a broken request, and they are still signed in',
      'they sign out again',
      ['before the session has ended in the store: it lives on', KILL_LOGOUT],
    ],
    [
      'after the session has ended',
      'a broken request, and they are signed out here; Cognito’s own session lives on until they sign out again',
      'nothing opens with that cookie; its refresh token is nobody’s, and lives until its end',
      ['after the session has ended in the store: it stays ended', KILL_LOGOUT],
      [
        'after it has left its person’s list, before Cognito hears of it: it stays ended',
        KILL_LOGOUT,
      ],
    ],
  ),
  ...of('A process is told to end (SIGTERM)', [
    'under load',
    'nothing',
    'it goes on for a second, finishes what runs, and what goes on behind',
    ['loses nothing that comes in its last moment: each answer says that it is the last', PROCESS],
    ['finishes what runs before it goes, and takes nothing new', PROCESS],
    ['finishes what goes on behind requests: a refresh token that was rotated is stored', PROCESS],
  ]),
];
