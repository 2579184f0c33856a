import express from 'express';
import { listen, type Listening } from '../listen.js';
import { userPoolApi } from './api/endpoint.js';
import { assets } from './assets.js';
import { errorPage, failure, notFound } from './failures.js';
import { hostedPages } from './hosted/routes.js';
import { authorize } from './oauth/authorize.js';
import { discoveryDocument } from './oauth/discovery.js';
import { logout } from './oauth/logout.js';
import { revoke } from './oauth/revoke.js';
import { token } from './oauth/token.js';
import { userInfo } from './oauth/user-info.js';
import { Mailbox, type Mail } from './mailbox.js';
import { mails } from './mails.js';
import { createPool, type Pool } from './pool.js';
import { securityHeaders } from './security-headers.js';
import { defaultSettings, type Settings } from './settings.js';
import type { TriggerHandlers } from './trigger-handlers.js';

export interface LocalCognitoOptions {
  /** 0 takes a free port. */
  port: number;
  /** The interface to listen on: this machine alone, unless told otherwise. */
  host?: string;
  settings?: Settings;
  /** Triggers in place of those that are deployed, or besides them. */
  triggers?: Partial<TriggerHandlers>;
  /** Where accounts and keys are kept. Without it they end with the process. */
  folder?: string;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Gets each mail as a line of text. */
  mail?: (line: string) => void;
  /** Gets what went wrong in here. */
  log?: (line: string) => void;
  /** The base URLs for browsers and for servers, where they aren't `http://localhost:PORT`. */
  browserUrl?: string;
  serverUrl?: string;
}

export interface LocalCognito extends Listening {
  issuer: string;
  /** The base URL of the hosted pages. */
  domain: string;
  settings: Settings;
}

/** A stand-in for a Cognito user pool: hosted pages, OAuth endpoints, discovery, keys, API. */
export const startLocalCognito = async ({
  port,
  host = '127.0.0.1',
  settings = defaultSettings,
  triggers = {},
  folder,
  now = Date.now,
  mail: announce = (line) => process.stdout.write(`${line}\n`),
  log = (line) => process.stderr.write(`${line}\n`),
  ...urls
}: LocalCognitoOptions): Promise<LocalCognito> => {
  const application = express();
  const server = await listen(application, { port, host });
  const here = `http://localhost:${server.port}`;
  const addresses = { browser: urls.browserUrl ?? here, server: urls.serverUrl ?? here };
  try {
    const issuer = `${addresses.server}/${settings.poolId}`;
    const mailbox = new Mailbox(announce);
    const mail = (one: Mail) => mailbox.deliver(one);
    const context = { settings, triggers, addresses, issuer, folder, now, mail };
    mount(application, await createPool(context), mailbox, log);
    return { ...server, issuer, domain: addresses.browser, settings };
  } catch (error) {
    await server.close();
    throw error;
  }
};

const mount = (
  application: express.Express,
  pool: Pool,
  mailbox: Mailbox,
  log: (line: string) => void,
): void => {
  const { settings } = pool;
  const wellKnown = `/${settings.poolId}/.well-known`;
  application.disable('x-powered-by').set('query parser', false);
  application.use(securityHeaders(settings.client));
  application.use(userPoolApi(pool, log)); // before the parser of forms: it has its own
  application.use(express.urlencoded({ extended: false, limit: '32kb', parameterLimit: 50 }));
  application.use(assets());
  // Under the issuer alone: the hosted domain serves neither.
  application.get(`${wellKnown}/openid-configuration`, (_request, response) => {
    response.json(discoveryDocument(pool));
  });
  application.get(`${wellKnown}/jwks.json`, (_request, response) => {
    response.json(pool.keys.jwks);
  });
  application.get('/oauth2/authorize', authorize(pool));
  application.post('/oauth2/token', token(pool));
  application.get('/oauth2/userInfo', userInfo(pool));
  application.post('/oauth2/userInfo', userInfo(pool));
  application.post('/oauth2/revoke', revoke(pool));
  application.get('/logout', logout(pool));
  application.get('/error', errorPage);
  application.get('/_local/mails', mails(mailbox));
  application.use(hostedPages(pool));
  application.use(notFound, failure(log));
};
