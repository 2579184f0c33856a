import type { Contestant } from './contestant.js';
import { startServer } from './node-server.js';
import { versionsIn } from './packages.js';
import { installPackages, missingPackages, PEERS_FOLDER } from './peers.js';

const FILE = new URL('../peers/hand-made.ts', import.meta.url);

export const handMade: Contestant = {
  name: 'hand-made',
  title: 'made by hand on express-session',
  loginPath: '/auth/login',
  readyPath: '/health',
  prepare: installPackages,
  missing: missingPackages,
  versions: () =>
    versionsIn(PEERS_FOLDER, [
      'express',
      'express-session',
      'connect-redis',
      'redis',
      'openid-client',
      'undici',
    ]),
  start: (launch) => startServer(FILE, launch),
};
