/** Someone who can sign in from the first start on, without signing up or enrolling. */
export interface Person {
  email: string;
  password: string;
  /** Base32, as typed into an authenticator app. */
  totpSecret: string;
  groups: string[];
}

/** Well-known on purpose: they open nothing but this stand-in. */
export const people: Person[] = [
  {
    email: 'alice@example.com',
    password: 'Correct-Horse-1',
    totpSecret: 'ALICEALICEALICEALICEALICEALICE22',
    groups: ['admins', 'users'],
  },
  {
    email: 'bob@example.com',
    password: 'Correct-Horse-2',
    totpSecret: 'BOBBOBBOBBOBBOBBOBBOBBOBBOBBOB22',
    groups: ['users'],
  },
];
