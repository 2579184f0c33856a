import type { Contestant } from './contestant.js';
import { startServer } from './node-server.js';
import { versionsIn } from './packages.js';
import { installPackages, missingPackages, PEERS_FOLDER } from './peers.js';

const FILE = new URL('../peers/express-openid-connect.ts', import.meta.url);

export const expressOpenidConnect: Contestant = {
  name: 'express-openid-connect',
  title: 'express-openid-connect',
  loginPath: '/auth/login',
  readyPath: '/health',
  prepare: installPackages,
  missing: missingPackages,
  versions: () =>
    versionsIn(PEERS_FOLDER, [
      'express-openid-connect',
      'connect-redis',
      'redis',
      'http-proxy-middleware',
      'express',
    ]),
  start: (launch) => startServer(FILE, launch),
};
