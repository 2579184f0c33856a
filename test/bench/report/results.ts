import type { Machine } from '../machine.js';
import type { Point } from '../parts/curve.js';
import type { Latency } from '../parts/latency.js';
import type { Logins } from '../parts/logins.js';
import type { Memory } from '../parts/memory.js';
import type { Rates } from '../parts/rate.js';
import type { SessionsPoint } from '../parts/sessions.js';
import type { StartUp } from '../parts/start-up.js';
import type { StoreUse } from '../parts/store-use.js';
import type { Streams } from '../parts/streams.js';
import type { Profile } from '../profile/top.js';

/** What one run measured: of each part all samples, or nothing where it was not asked for. */
export interface Measured {
  readonly logins?: Logins;
  readonly throughput?: Rates;
  readonly latency?: Latency;
  readonly storeUse?: StoreUse;
  readonly connectionsCurve?: readonly Point[];
  readonly sessionsCurve?: readonly SessionsPoint[];
  readonly startUp?: StartUp;
  readonly memory?: Memory;
  readonly streams?: Streams;
  /** Of the product alone, in the states of `TELEMETRY`. */
  readonly telemetry?: Rates;
  readonly profile?: Profile;
}

/** What it measured, and what somebody needs to repeat it. */
export interface Results extends Measured {
  readonly command: string;
  /** ISO 8601, when it began. */
  readonly date: string;
  readonly minutes: number;
  readonly machine: Machine;
  /** Whether the contestants had a core of their own. */
  readonly pinned: boolean;
  readonly store: string;
  readonly sessions: number;
  readonly contestants: readonly {
    readonly name: string;
    readonly title: string;
    readonly versions: Readonly<Record<string, string>>;
  }[];
  /** What could not be measured here, and why. */
  readonly leftOut: readonly string[];
}
