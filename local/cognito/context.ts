import type { Mail } from './mailbox.js';
import type { PoolSettings } from './pool-settings.js';
import type { TriggerHandlers } from './trigger-handlers.js';

/** What all pools are told from outside. */
export interface Surroundings {
  /** Where the stand-in is found: browsers and servers may know it by different hosts. */
  addresses: { browser: string; server: string };
  /** Milliseconds since the epoch. */
  now: () => number;
  mail: (mail: Mail) => void;
}

/** What everything in one pool is told from outside. */
export interface Context extends Surroundings {
  settings: PoolSettings;
  triggers: Partial<TriggerHandlers>;
  issuer: string;
  /** Where accounts and keys are kept, if anywhere. */
  folder: string | undefined;
}
