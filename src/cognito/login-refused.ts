import { Failure, type FailureOptions, type FailureText } from '../http/failures/failure.js';

const START_AGAIN = 'Go to the home page and start the sign-in again.';
const UNTRUSTED = {
  status: 502,
  title: 'The sign-in service gave an answer that can’t be trusted',
  // Who was signed in before still is: it may have been a link that asks again.
  advice:
    'So nobody was signed in by it. Start again; if it happens again, report it with the request id below.',
} as const;

/** 400: the browser or the person caused it. 502: Cognito's answer can't be trusted. 503: there is none. */
export const LOGIN_REFUSALS = {
  state_mismatch: {
    status: 400,
    title: 'This sign-in wasn’t started here',
    advice: `The answer doesn’t belong to a sign-in of this browser. ${START_AGAIN}`,
  },
  attempt_missing: {
    status: 400,
    title: 'This sign-in has expired',
    advice: `It took too long, or this browser doesn’t keep cookies. Allow cookies for this site, then ${START_AGAIN.toLowerCase()}`,
  },
  attempt_used: {
    status: 400,
    title: 'This sign-in has been used already',
    advice: `A sign-in works once. ${START_AGAIN}`,
  },
  code_missing: {
    status: 400,
    title: 'This sign-in is incomplete',
    advice: START_AGAIN,
  },
  code_rejected: {
    status: 400,
    title: 'This sign-in has been used already',
    advice: `A sign-in works once and for five minutes. ${START_AGAIN}`,
  },
  access_denied: {
    status: 400,
    title: 'The sign-in was refused',
    advice: `The sign-in service didn’t let you in. ${START_AGAIN} If it happens again, ask an administrator.`,
  },
  authorization_failed: {
    status: 400,
    title: 'The sign-in didn’t succeed',
    advice: START_AGAIN,
  },
  reauthentication_missing: {
    status: 502,
    title: 'You weren’t asked to sign in again',
    advice:
      'This site wanted you to enter your password again, and the sign-in service let you pass without. Sign out there, or close the browser, and start again.',
  },
  another_person: {
    status: 400,
    title: 'You signed in as somebody else',
    advice:
      'So nothing was changed, and you are signed in here as before. Go back to your account and confirm with your own password.',
  },
  session_changed: {
    status: 400,
    title: 'Your session ended in the meantime',
    advice: 'So nothing was changed. Sign in, and open your account again.',
  },
  scope_missing: {
    status: 502,
    title: 'Your account can’t be changed here',
    advice:
      'The sign-in service doesn’t allow it to this site. Ask an administrator; you are signed in as before.',
  },
  nonce_mismatch: UNTRUSTED,
  issuer_mismatch: UNTRUSTED,
  audience_mismatch: UNTRUSTED,
  sub_mismatch: UNTRUSTED,
  token_use_mismatch: UNTRUSTED,
  token_expired: UNTRUSTED,
  issue_time_mismatch: UNTRUSTED,
  signing_key_unknown: UNTRUSTED,
  signature_invalid: UNTRUSTED,
  id_token_invalid: UNTRUSTED,
  access_token_invalid: UNTRUSTED,
  answer_too_long: UNTRUSTED,
  metadata_invalid: UNTRUSTED,
  client_rejected: UNTRUSTED,
  provider_unavailable: {
    status: 503,
    title: 'The sign-in service can’t be reached',
    advice: 'Try again in a moment.',
  },
} as const satisfies Record<string, FailureText>;

export type LoginRefusal = keyof typeof LOGIN_REFUSALS;

/** Cognito's `error` and `error_description`, cut and cleaned. */
export interface ProviderWords {
  readonly error?: string | undefined;
  readonly errorDescription?: string | undefined;
}

export interface RefusalOptions extends FailureOptions {
  readonly words?: ProviderWords;
}

/** A login that ends without a session. */
export class LoginRefused extends Failure {
  readonly words: ProviderWords;

  constructor(
    readonly reason: LoginRefusal,
    { words = {}, ...options }: RefusalOptions = {},
  ) {
    super(reason, LOGIN_REFUSALS[reason], options);
    this.words = words;
  }
}
