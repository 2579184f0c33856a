import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { CookieOptions } from 'express';
import { LRUCache } from 'lru-cache';
import { CONFIG, type Config } from '../config/config.js';
import { keyFor } from './keys.js';

const DAY_MS = 86_400_000;
const SIGNED = 's:'; // how express-session marks a signed value
const MAX_VERIFIED = 20_000;

/** The cookie that names the session: a signed random id, and nothing else. */
@Injectable()
export class SessionCookie {
  /** The prefix makes browsers refuse the cookie without Secure, with a Domain, or from http (RFC 6265bis §4.1.3). */
  readonly name: string;
  readonly options: CookieOptions;
  /** What the cookie is signed with: the first signs, all verify. */
  readonly keys: KeyObject[];

  /** Session ids by the cookie's value, signature and all, where that was found to be good before. */
  private readonly verified = new LRUCache<string, string>({ max: MAX_VERIFIED });

  constructor(@Inject(CONFIG) { https, session: { maxMs, secrets } }: Config) {
    this.name = https ? '__Host-session' : 'session';
    this.options = {
      httpOnly: true,
      secure: https,
      // Not Strict: with that, whoever comes back from Cognito or out of a mail arrives signed out.
      sameSite: 'lax',
      path: '/',
      // It outlives its session by a day and opens nothing then, but tells a browser whose session has
      // ended by itself from a stranger's.
      maxAge: maxMs + DAY_MS,
    };
    this.keys = secrets.map((secret) => keyFor('cookie', secret));
  }

  /**
   * The id of the session that the browser's cookie names, where we signed it. That session may have
   * ended.
   *
   * @param header what the browser sent as `Cookie`
   */
  idIn(header: string | undefined): string | undefined {
    const written = header === undefined ? undefined : parseCookie(header, AS_WRITTEN)[this.name];
    if (written === undefined) return undefined;
    const known = this.verified.get(written);
    if (known !== undefined) return known;
    const id = this.unsigned(decoded(written));
    if (id !== undefined) this.verified.set(copyOf(written), id);
    return id;
  }

  private unsigned(value: string): string | undefined {
    const end = value.lastIndexOf('.');
    if (end < 0 || !value.startsWith(SIGNED)) return undefined;
    const id = value.slice(SIGNED.length, end);
    const given = Buffer.from(value.slice(end + 1));
    const isOurs = this.keys.some((key) => {
      const ours = Buffer.from(signatureOf(id, key));
      return given.length === ours.length && timingSafeEqual(given, ours);
    });
    return isOurs ? id : undefined;
  }
}

/** Undoing escapes takes longer than all else, and is needed once for each cookie. */
const AS_WRITTEN = { decode: (written: string) => written };

/** What is cut out of a header keeps all of the header alive, of which a stranger decides how long it is. */
const copyOf = (written: string) => Buffer.from(written, 'latin1').toString('latin1');

function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written; // escapes of nothing: no cookie of ours has such
  }
}

/** As express-session signs: base64 without its padding. */
const signatureOf = (id: string, key: KeyObject): string =>
  createHmac('sha256', key).update(id).digest('base64').replace(/=+$/, '');
