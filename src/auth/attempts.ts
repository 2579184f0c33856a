import { hash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { z } from 'zod';
import type { LoginParameters, Transaction } from '../cognito/cognito.client.js';
import { LoginRefused } from '../cognito/login-refused.js';
import { CONFIG, type Config } from '../config/config.js';
import { SESSION_ENGINE, type SessionEngine } from '../session/engine.js';
import { open, seal } from '../session/seal.js';
import { loginParameters } from './login-parameters.js';

const LIFETIME_MS = 600_000;
/** That an attempt was used is known for longer than any process takes it for alive: clocks differ. */
const REMEMBERED_MS = 2 * LIFETIME_MS;
const MAX_ATTEMPTS = 5;
/** Of cookies that look like ours but aren't, no answer takes back more than this. */
const MAX_CLEARED = 8;
const STATE_CONTEXT = 'login state';
const COOKIE = /^(?:__Host-)?login-[\da-z]{8}[\w-]{12}$/;

/** What a login is begun with. */
export interface LoginWish {
  readonly returnTo: string;
  readonly parameters: LoginParameters;
  /** Begun anew by ourselves, after an attempt that was lost. */
  readonly restarted?: boolean;
  /** The handle of the session whose person confirms that it's them. Such a sign-in begins no session. */
  readonly confirms?: string | undefined;
}

/** What travels in `state`, sealed: it outlives the cookie, so that a login can be begun anew. */
const stateSchema = z.object({
  id: z.string(),
  returnTo: z.string(),
  restarted: z.boolean(),
  parameters: loginParameters,
  confirms: z.string().optional(),
});

/** What stays in the browser, in a cookie of its own for each attempt. */
const secretsSchema = z.object({
  nonce: z.string(),
  codeVerifier: z.string(),
  /** In ms since the epoch. */
  startedAt: z.number(),
});

type Begun = Transaction & { readonly id: string };

/** What a callback turns out to belong to. */
export type Attempt =
  | (LoginWish & {
      readonly kind: 'found';
      readonly transaction: Transaction;
      /** Where credentials were to be given again: since when, in ms since the epoch. */
      readonly credentialsSince: number | undefined;
    })
  /** Expired, used or never kept by the browser: the login may be begun anew, once. */
  | (LoginWish & {
      readonly kind: 'missing';
      readonly reason: 'attempt_missing' | 'attempt_used';
      /** In ms since the epoch; long ago where nobody knows. */
      readonly begunAt: number;
    });

/**
 * Login attempts: state, nonce and PKCE verifier, bound to the browser and to each other by a
 * sealed cookie (RFC 9700 §4.7.1). Each attempt has its own, so that two tabs can sign in at once.
 */
@Injectable()
export class Attempts {
  private readonly prefix: string;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SESSION_ENGINE) private readonly engine: SessionEngine,
  ) {
    // The prefix keeps sibling hosts from planting an attempt of theirs (RFC 6265bis §4.1.3.2).
    this.prefix = config.https ? '__Host-login-' : 'login-';
  }

  /** An attempt that comes back to `returnTo`. It counts once the browser keeps it. */
  begin({ restarted = false, ...wish }: LoginWish): Begun {
    const id = newId();
    const state = { id, ...wish, restarted } satisfies z.infer<typeof stateSchema>;
    return {
      id,
      state: this.sealed(state, STATE_CONTEXT),
      nonce: random(),
      codeVerifier: random(), // RFC 7636 §4.1: 43 characters
    };
  }

  /** Leaves the attempt's cookie with the browser. Of more than five, the oldest go. */
  keep({ id, state, nonce, codeVerifier }: Begun, request: Request, response: Response): void {
    const surplus = this.cookies(request).slice(0, 1 - MAX_ATTEMPTS);
    for (const name of surplus.slice(0, MAX_CLEARED)) this.clear(name, response);
    const secrets = { nonce, codeVerifier, startedAt: Date.now() };
    response.cookie(this.prefix + id, this.sealed(secrets, state), {
      ...this.cookieOptions,
      maxAge: LIFETIME_MS,
    });
  }

  /**
   * Takes the attempt that `state` names, if this browser has it. It can't be taken twice: all
   * processes know of it, whatever the browser does with its cookie.
   *
   * @throws LoginRefused `state_mismatch` where `state` isn't one of ours though this browser has
   *   attempts; RequestFailed `session_store_unavailable`, and the attempt is still good
   */
  async take(request: Request, response: Response): Promise<Attempt> {
    const { state } = request.query;
    const claims =
      typeof state === 'string' ? this.opened(state, STATE_CONTEXT, stateSchema) : null;
    if (typeof state !== 'string' || !claims) {
      if (this.cookies(request).length > 0) throw new LoginRefused('state_mismatch');
      return {
        kind: 'missing',
        reason: 'attempt_missing',
        begunAt: 0,
        returnTo: '/',
        parameters: {},
      };
    }

    const { id, ...wish } = claims;
    const missing = { ...wish, kind: 'missing', begunAt: timeOf(id) } as const;
    const name = this.prefix + id;
    const cookie = parseCookie(request.headers.cookie ?? '')[name];
    const secrets = cookie ? this.opened(cookie, state, secretsSchema) : undefined;
    const isGood = secrets && Date.now() - secrets.startedAt <= LIFETIME_MS;
    if (!isGood) return { ...missing, reason: 'attempt_missing' };

    const isFirst =
      (await this.engine.acquire(attemptKey(id), 'used', REMEMBERED_MS)) === undefined;
    this.clear(name, response);
    if (!isFirst) return { ...missing, reason: 'attempt_used' };
    const { startedAt, ...secret } = secrets;
    const credentialsSince = wish.parameters.prompt === 'login' ? startedAt : undefined;
    return { ...wish, kind: 'found', transaction: { state, ...secret }, credentialsSince };
  }

  private get cookieOptions(): CookieOptions {
    return { httpOnly: true, secure: this.config.https, sameSite: 'lax', path: '/' };
  }

  /** The names of this browser's attempt cookies, oldest first. */
  private cookies(request: Request): string[] {
    const names = Object.keys(parseCookie(request.headers.cookie ?? ''));
    return names.filter((name) => name.startsWith(this.prefix) && COOKIE.test(name)).toSorted();
  }

  private clear(name: string, response: Response): void {
    response.clearCookie(name, this.cookieOptions);
  }

  private sealed(value: object, context: string): string {
    return seal(JSON.stringify(value), this.config.session.secrets, context).toString('base64url');
  }

  private opened<T>(sealed: string, context: string, schema: z.ZodType<T>): T | undefined {
    const plaintext = open(Buffer.from(sealed, 'base64url'), this.config.session.secrets, context);
    if (plaintext === undefined) return undefined;
    return schema.safeParse(JSON.parse(plaintext)).data; // another version's has another form
  }
}

const attemptKey = (id: string) => `attempt:{${hash('sha256', id, 'base64url')}}`;

const random = () => randomBytes(32).toString('base64url');

/** Sorts by age: the time comes first and has eight digits until the year 2059. */
const newId = () => Date.now().toString(36) + randomBytes(9).toString('base64url');
const timeOf = (id: string) => Number.parseInt(id.slice(0, 8), 36);
