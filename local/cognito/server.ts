import type { RequestListener } from 'node:http';
import express from 'express';
import { listen, type Listening } from '../listen.js';
import { userPoolApi } from './api/endpoint.js';
import { assets } from './assets.js';
import { cors } from './cors.js';
import { deployedTriggers } from './deployed-triggers.js';
import { errorPage, failure, notFound } from './failures.js';
import { hostedPages } from './hosted/routes.js';
import { authorize } from './oauth/authorize.js';
import { wellKnown } from './oauth/discovery.js';
import { logout } from './oauth/logout.js';
import { revoke } from './oauth/revoke.js';
import { token } from './oauth/token.js';
import { userInfo } from './oauth/user-info.js';
import { Mailbox, type Mail } from './mailbox.js';
import { mails } from './mails.js';
import { UserPools, type PoolPlan } from './pools.js';
import { securityHeaders } from './security-headers.js';
import { defaultSettings, poolOf, type Settings } from './settings.js';
import type { TriggerHandlers } from './trigger-handlers.js';

export interface CognitoOptions {
  /** 0 takes a free port. */
  port: number;
  /** The interface to listen on: this machine alone, unless told otherwise. */
  host?: string;
  /** PEM: speaks https. */
  tls?: { cert: string; key: string };
  pools: PoolPlan[];
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

export interface Cognito extends Listening {
  /** The base URL of the hosted pages. */
  domain: string;
  /** What issuers begin with. */
  server: string;
}

/** A stand-in for Cognito user pools: hosted pages, OAuth endpoints, discovery, keys, API. */
export async function startCognito({
  port,
  host = '127.0.0.1',
  tls,
  pools: plans,
  folder,
  now = Date.now,
  mail: announce = (line) => process.stdout.write(`${line}\n`),
  log = (line) => process.stderr.write(`${line}\n`),
  ...urls
}: CognitoOptions): Promise<Cognito> {
  // Its port has to be known before it can answer: who comes first waits.
  const ready = Promise.withResolvers<express.Express>();
  const serve = async (...exchange: Parameters<RequestListener>) =>
    (await ready.promise)(...exchange);
  const server = await listen(
    (request, response) => {
      serve(request, response).catch(() => response.destroy());
    },
    { port, host, tls },
  );
  const here = `${tls ? 'https' : 'http'}://localhost:${server.port}`;
  const addresses = { browser: urls.browserUrl ?? here, server: urls.serverUrl ?? here };
  const mailbox = new Mailbox(announce);
  const mail = (one: Mail) => mailbox.deliver(one);
  try {
    const pools = await UserPools.open({ addresses, now, mail }, plans, folder);
    ready.resolve(mount(pools, mailbox, log));
    return { ...server, domain: addresses.browser, server: addresses.server };
  } catch (error) {
    await server.close();
    throw error;
  }
}

export interface LocalCognitoOptions extends Omit<CognitoOptions, 'pools'> {
  settings?: Settings;
  /** Further pools, with clients of their own. */
  pools?: PoolPlan[];
  /** Triggers in place of those that are deployed, or besides them. */
  triggers?: Partial<TriggerHandlers>;
}

export interface LocalCognito extends Cognito {
  issuer: string;
  settings: Settings;
}

/** The product's own pool, with the triggers that are deployed for it. */
export async function startLocalCognito({
  settings = defaultSettings,
  pools = [],
  triggers = {},
  ...options
}: LocalCognitoOptions): Promise<LocalCognito> {
  const region = settings.poolId.split('_')[0] ?? '';
  const own: PoolPlan = {
    settings: poolOf(settings),
    triggers: (endpoint) => ({ ...deployedTriggers(endpoint, region), ...triggers }),
    folder: options.folder,
  };
  const cognito = await startCognito({ ...options, pools: [own, ...pools] });
  return { ...cognito, issuer: `${cognito.server}/${settings.poolId}`, settings };
}

function mount(pools: UserPools, mailbox: Mailbox, log: (line: string) => void): express.Express {
  const application = express();
  application.disable('x-powered-by').set('query parser', false);
  application.use(securityHeaders(pools));
  application.all(
    ['/', '/:pool/.well-known/:document', '/oauth2/token', '/oauth2/userInfo', '/oauth2/revoke'],
    cors,
  );
  application.use(userPoolApi(pools, log)); // before the parser of forms: it has its own
  application.use(express.urlencoded({ extended: false, limit: '32kb', parameterLimit: 50 }));
  application.use(assets());
  // Under the issuer alone: the hosted domain serves neither.
  application.get('/:pool/.well-known/:document', wellKnown(pools));
  application.get('/oauth2/authorize', authorize(pools));
  application.post('/oauth2/token', token(pools));
  application.get('/oauth2/userInfo', userInfo(pools));
  application.post('/oauth2/userInfo', userInfo(pools));
  application.post('/oauth2/revoke', revoke(pools));
  application.get('/logout', logout(pools));
  application.get('/error', errorPage(pools));
  application.get('/_local/mails', mails(mailbox));
  application.use(hostedPages(pools));
  application.use(notFound, failure(log));
  return application;
}
