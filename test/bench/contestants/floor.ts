import type { Contestant } from './contestant.js';
import { startServer } from './node-server.js';
import { versionsOf } from './packages.js';

/** What forwarding alone costs: no contestant can be faster and do its job. */
export const floor: Contestant = {
  name: 'floor',
  title: 'floor: forwarding alone',
  readyPath: '/',
  versions: () => versionsOf('undici'),
  start: (launch) => startServer(new URL('../servers/floor.ts', import.meta.url), launch),
};
