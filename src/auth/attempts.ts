import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { z } from 'zod';
import type { Transaction } from '../cognito/cognito.client.js';
import { LoginRefused } from '../cognito/login-refused.js';
import { CONFIG, type Config } from '../config/config.js';
import { open, seal } from '../session/seal.js';

const LIFETIME_MS = 600_000;
const MAX_ATTEMPTS = 5;
const STATE_CONTEXT = 'login state';

/** What travels in `state`, sealed: it outlives the cookie, so that a login can be begun anew. */
const stateSchema = z.object({ id: z.string(), returnTo: z.string(), restarted: z.boolean() });
type State = z.infer<typeof stateSchema>;

/** What stays in the browser, in a cookie of its own for each attempt. */
const secretsSchema = z.object({
  nonce: z.string(),
  codeVerifier: z.string(),
  startedAt: z.number(),
});

type Begun = Transaction & { readonly id: string };

/** What a callback turns out to belong to. */
export type Attempt =
  | { readonly kind: 'found'; readonly transaction: Transaction; readonly returnTo: string }
  /** Expired, used or never kept by the browser: the login may be begun anew, once. */
  | { readonly kind: 'missing'; readonly returnTo: string };

/**
 * Login attempts: state, nonce and PKCE verifier, bound to the browser and to each other by a
 * sealed cookie (RFC 9700 §4.7.1). Each attempt has its own, so that two tabs can sign in at once.
 */
@Injectable()
export class Attempts {
  private readonly prefix: string;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.prefix = config.https ? '__Secure-login-' : 'login-';
  }

  /** An attempt that comes back to `returnTo`. It counts once the browser keeps it. */
  begin({ returnTo, restarted = false }: { returnTo: string; restarted?: boolean }): Begun {
    const id = newId();
    return {
      id,
      state: this.sealed({ id, returnTo, restarted } satisfies State, STATE_CONTEXT),
      nonce: random(),
      codeVerifier: random(), // RFC 7636 §4.1: 43 characters
    };
  }

  /** Leaves the attempt's cookie with the browser. Of more than five, the oldest go. */
  keep({ id, state, nonce, codeVerifier }: Begun, request: Request, response: Response): void {
    for (const name of this.cookies(request).slice(0, 1 - MAX_ATTEMPTS)) this.clear(name, response);
    const secrets = { nonce, codeVerifier, startedAt: Date.now() };
    response.cookie(this.prefix + id, this.sealed(secrets, state), {
      ...this.cookieOptions,
      maxAge: LIFETIME_MS,
    });
  }

  /**
   * Takes the attempt that `state` names; it can't be taken twice.
   *
   * @throws LoginRefused `state_mismatch` where `state` isn't one of ours though this browser has
   *   attempts, `attempt_missing` where beginning anew has been tried
   */
  take(request: Request, response: Response): Attempt {
    const { state } = request.query;
    const claims =
      typeof state === 'string' ? this.opened(state, STATE_CONTEXT, stateSchema) : null;
    if (typeof state !== 'string' || !claims) {
      if (this.cookies(request).length > 0) throw new LoginRefused('state_mismatch');
      return { kind: 'missing', returnTo: '/' };
    }

    const name = this.prefix + claims.id;
    const cookie = parseCookie(request.headers.cookie ?? '')[name];
    this.clear(name, response);
    const secrets = cookie ? this.opened(cookie, state, secretsSchema) : undefined;
    if (secrets && Date.now() - secrets.startedAt <= LIFETIME_MS) {
      return { kind: 'found', transaction: { state, ...secrets }, returnTo: claims.returnTo };
    }
    if (claims.restarted) throw new LoginRefused('attempt_missing');
    return { kind: 'missing', returnTo: claims.returnTo };
  }

  private get cookieOptions(): CookieOptions {
    return { httpOnly: true, secure: this.config.https, sameSite: 'lax', path: '/auth' };
  }

  /** The names of this browser's attempt cookies, oldest first. */
  private cookies(request: Request): string[] {
    const names = Object.keys(parseCookie(request.headers.cookie ?? ''));
    return names.filter((name) => name.startsWith(this.prefix)).toSorted();
  }

  private clear(name: string, response: Response): void {
    response.clearCookie(name, this.cookieOptions);
  }

  private sealed(value: object, context: string): string {
    return seal(JSON.stringify(value), this.config.session.secrets, context).toString('base64url');
  }

  private opened<T>(sealed: string, context: string, schema: z.ZodType<T>): T | undefined {
    const plaintext = open(Buffer.from(sealed, 'base64url'), this.config.session.secrets, context);
    return plaintext === undefined ? undefined : schema.parse(JSON.parse(plaintext));
  }
}

const random = () => randomBytes(32).toString('base64url');

/** Sorts by age: the time comes first and has eight digits until the year 2059. */
const newId = () => Date.now().toString(36) + randomBytes(9).toString('base64url');
