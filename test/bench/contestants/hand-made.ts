import type { Contestant } from './contestant.js';
import { startServer } from './node-server.js';
import { versionsOf } from './packages.js';

const FILE = new URL('../servers/hand-made.ts', import.meta.url);

export const handMade: Contestant = {
  name: 'hand-made',
  title: 'made by hand on express-session',
  loginPath: '/auth/login',
  readyPath: '/health',
  versions: () =>
    versionsOf('express', 'express-session', 'connect-redis', 'redis', 'openid-client', 'undici'),
  start: (launch) => startServer(FILE, launch),
};
