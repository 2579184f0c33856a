import type { SessionEngine } from './engine.js';

/** A list of one: an engine that has lists needs nothing more to keep it, and to end it. */
export const ELEVATION_ENTRY = 'token';

/** By the session's handle, as its other keys are. */
export const elevationKey = (handle: string) => `elevation:{${handle}}`;

/** With each end of a session, by whomever: what is written later is written for nobody. */
export const endElevation = (engine: SessionEngine, handle: string): Promise<void> =>
  engine.forget(elevationKey(handle), ELEVATION_ENTRY);
