import { join } from 'node:path';
import { hasPackages, PEERS } from '../../support/installed.js';
import { ROOT } from './packages.js';

/** Who is written here for the comparison alone, with packages of their own. */
export const PEERS_FOLDER = join(ROOT, PEERS);

export const installPackages = (): void => void hasPackages(PEERS, true);

/** As {@link Contestant.missing} says it, of a peer. */
export const missingPackages = (): string | undefined =>
  hasPackages(PEERS) ? undefined : `its packages are not installed (npm ci --prefix ${PEERS})`;
