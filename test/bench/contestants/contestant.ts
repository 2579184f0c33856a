import type { Children, Running } from '../children.js';

/** What a server under test is told: where it is, whom it signs in with, what it forwards to. */
export interface Settings {
  readonly port: number;
  /** As browsers see it. Its callback is `/auth/callback`, and `/api/*` goes on to `apiUrl/*`. */
  readonly origin: string;
  readonly apiUrl: string;
  readonly redisUrl: string;
  readonly issuer: string;
  /** The hosted login's base URL. */
  readonly providerOrigin: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly sessionSecret: string;
  /** For a contestant without sessions: what it calls the API with. */
  readonly fixedToken: string;
}

export interface Launch {
  readonly children: Children;
  readonly settings: Settings;
  readonly core: number | undefined;
  /** For contestants that run on Node: what Node itself is told. */
  readonly nodeOptions?: readonly string[] | undefined;
}

/** Somebody who can take part. */
export interface Contestant {
  readonly name: string;
  /** What it is, in the tables. */
  readonly title: string;
  /** Where a person signs in. Absent: it keeps no sessions, and calls the API with one token. */
  readonly loginPath?: string;
  /** Answers 200 as soon as it can serve. */
  readonly readyPath: string;
  /** Installs what it needs of npm, and `npm ci` of the project doesn't bring. */
  readonly prepare?: () => void;
  /** What this machine lacks for it, and how to get it; nothing where it can take part. */
  readonly missing?: () => string | undefined;
  /** The versions of what it is made of. */
  readonly versions: () => Readonly<Record<string, string>>;
  readonly start: (launch: Launch) => Running;
}
