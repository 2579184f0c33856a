import type { Mail } from './mailbox.js';
import type { Settings } from './settings.js';
import type { TriggerHandlers } from './trigger-handlers.js';

/** What everything in the pool is told from outside. */
export interface Context {
  settings: Settings;
  /** Triggers in place of those that are deployed, or besides them. */
  triggers: Partial<TriggerHandlers>;
  /** Where the stand-in is found: browsers and servers may know it by different hosts. */
  addresses: { browser: string; server: string };
  issuer: string;
  /** Where accounts and keys are kept, if anywhere. */
  folder: string | undefined;
  /** Milliseconds since the epoch. */
  now: () => number;
  mail: (mail: Mail) => void;
}
