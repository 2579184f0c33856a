import type { Contestant } from './contestant.js';
import { startServer } from './node-server.js';
import { versionsOf } from './packages.js';

const FILE = new URL('../servers/express-openid-connect.ts', import.meta.url);

export const expressOpenidConnect: Contestant = {
  name: 'express-openid-connect',
  title: 'express-openid-connect',
  loginPath: '/auth/login',
  readyPath: '/health',
  versions: () =>
    versionsOf(
      'express-openid-connect',
      'connect-redis',
      'redis',
      'http-proxy-middleware',
      'express',
    ),
  start: (launch) => startServer(FILE, launch),
};
