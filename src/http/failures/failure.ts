export interface FailureOptions {
  cause?: unknown;
  /** Seconds after which another try makes sense; sent as `Retry-After`. */
  retryAfter?: number;
  /** The methods that the address knows (RFC 9110 §10.2.1); sent as `Allow`. */
  allow?: string;
  /** Somebody else's words for people to read, cleaned: a page says whose they are. */
  quote?: string | undefined;
}

/** What a failure is called, and what it tells: machines by `code`, people by `title` and `advice`. */
export interface FailureText {
  readonly status: number;
  readonly title: string;
  readonly advice: string;
}

/**
 * An answer other than success that the product foresees. The code is stable: clients, alarms and
 * the troubleshooting page rely on it. `FailureAnswers` alone turns it into a response.
 */
export class Failure extends Error {
  readonly retryAfter: number | undefined;
  readonly allow: string | undefined;
  readonly quote: string | undefined;

  constructor(
    readonly code: string,
    readonly text: FailureText,
    { cause, retryAfter, allow, quote }: FailureOptions = {},
  ) {
    super(code, { cause });
    this.name = new.target.name;
    this.retryAfter = retryAfter;
    this.allow = allow;
    this.quote = quote;
  }
}

/** docs/proxy.md has a row for each. */
export const REQUEST_FAILURES = {
  bad_request: {
    status: 400,
    title: 'This request can’t be understood',
    advice: 'Check the address, or start again from the home page.',
  },
  bad_path: {
    status: 400,
    title: 'This address can’t be forwarded',
    advice: 'Paths to the API must not hold dot segments or encoded slashes.',
  },
  not_signed_in: {
    status: 401,
    title: 'You aren’t signed in',
    advice: 'Sign in and try again.',
  },
  cross_origin: {
    status: 403,
    title: 'Only a page of this site may ask for this',
    advice: 'Open the home page of this site, and go on from there.',
  },
  not_a_page_part: {
    status: 403,
    title: 'This is data and no part of a page',
    advice: 'Read it with a script, as text or JSON. Scripts and styles lie under /assets.',
  },
  forbidden: {
    status: 403,
    title: 'You can’t open this page',
    advice: 'Ask an administrator if you need it.',
  },
  not_found: {
    status: 404,
    title: 'This page doesn’t exist',
    advice: 'Check the address, or go to the home page.',
  },
  user_gone: {
    status: 404,
    title: 'There is no such user',
    advice: 'They may have been deleted meanwhile. Go to the list of users, and look for them.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This address can’t be used in this way',
    advice: 'The Allow header names the methods that it knows.',
  },
  request_timeout: {
    status: 408,
    title: 'This request took too long to arrive',
    advice: 'Check your connection, and try again.',
  },
  body_too_large: {
    status: 413,
    title: 'This is too large to send',
    advice: 'An API takes up to 10 MiB at once, and a form of a page 16 KiB.',
  },
  expectation_unknown: {
    status: 417,
    title: 'This expectation isn’t known here',
    advice: 'The one that is: Expect: 100-continue.',
  },
  not_loaded_ahead: {
    status: 425,
    title: 'This can’t be loaded ahead',
    advice: 'Open it when you want to sign in.',
  },
  too_many_requests: {
    status: 429,
    title: 'That was too much at once',
    advice: 'Wait a moment, then try again.',
  },
  head_too_large: {
    status: 431,
    title: 'This request is too large',
    advice:
      'Your browser may hold too many cookies for this site: delete them in its settings, and ' +
      'try again. Or the address is too long.',
  },
  internal_error: {
    status: 500,
    title: 'Something went wrong here',
    advice: 'Try again. If it happens again, report it with the request id below.',
  },
  transfer_coding_unsupported: {
    status: 501,
    title: 'This transfer coding isn’t known here',
    advice: 'Send the body with a Content-Length, or chunked.',
  },
  websocket_unsupported: {
    status: 501,
    title: 'There are no WebSockets here',
    advice: 'HTTP APIs have none. Use server-sent events, or ask again from time to time.',
  },
  upstream_unreachable: {
    status: 502,
    title: 'The API can’t be reached',
    advice: 'Try again in a moment.',
  },
  upstream_rejected_token: {
    status: 502,
    title: 'The API didn’t accept your sign-in',
    advice: 'Sign out and in again. If it happens again, report it with the request id below.',
  },
  upstream_refused_headers: {
    status: 502,
    title: 'The API can’t take your sign-in',
    advice:
      'What it tells of you is too long for the API, as happens with very many groups. Ask an ' +
      'administrator to take you out of those that you don’t need.',
  },
  upstream_failed: {
    status: 502,
    title: 'The API answered with an error',
    advice: 'Try again in a moment.',
  },
  provider_unavailable: {
    status: 503,
    title: 'The sign-in service can’t be reached',
    advice: 'You are still signed in. Try again in a moment.',
  },
  files_unavailable: {
    status: 503,
    title: 'Your files can’t be reached',
    advice: 'They are safe. Try again in a moment.',
  },
  session_store_unavailable: {
    status: 503,
    title: 'Sign-ins can’t be looked up just now',
    advice: 'Nobody is signed out by this. Try again in a moment.',
  },
  upstream_timeout: {
    status: 504,
    title: 'The API took too long',
    advice: 'Try again in a moment.',
  },
} as const satisfies Record<string, FailureText>;

/** A request that can't be served; the table above says what each code answers. */
export class RequestFailed extends Failure {
  constructor(code: keyof typeof REQUEST_FAILURES, options?: FailureOptions) {
    super(code, REQUEST_FAILURES[code], options);
  }
}
