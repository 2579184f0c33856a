import { generateSync } from 'otplib';
import * as openid from 'openid-client';
import { people } from '../cognito/people.js';
import { startLocalCognito, type LocalCognitoOptions } from '../cognito/server.js';
import { defaultSettings } from '../cognito/settings.js';
import { HostedVisitor, type HostedPage } from './hosted-visitor.js';

export const APPLICATION = 'http://localhost:3000';
export const CALLBACK = `${APPLICATION}/auth/callback`;
const visitor = () => new HostedVisitor(APPLICATION);
const MAIL = /^mail to (?<address>\S+): code (?<code>\d{6})$/u;

export type PoolUnderTest = Awaited<ReturnType<typeof startPool>>;
type Options = Partial<Omit<LocalCognitoOptions, 'now'>>;

/** A local Cognito with a clock of its own, its mails, and a real OpenID client that trusts it. */
export async function startPool(options: Options = {}) {
  const clock = { now: Date.now() };
  const mails: string[] = [];
  const failures: string[] = [];
  const cognito = await startLocalCognito({
    port: 0,
    now: () => clock.now,
    mail: (line) => mails.push(line),
    log: (line) => failures.push(line),
    ...options,
  });
  const { id, secret } = (options.settings ?? defaultSettings).client;
  const client = await discover(cognito.issuer, id, openid.ClientSecretBasic(secret));
  const pool = {
    ...cognito,
    client,
    mails,
    failures,
    visitor,
    now: () => clock.now,
    pass: (seconds: number) => {
      clock.now += seconds * 1000;
    },
    /** An authorization request; `undefined` takes a parameter out. */
    authorizeUrl: (changes: Record<string, string | undefined> = {}, path = '/oauth2/authorize') =>
      authorizeUrl(`${cognito.domain}${path}`, { client_id: id, ...changes }),
    mailedCode: () => MAIL.exec(mails.at(-1) ?? '')?.groups?.['code'] ?? '',
    totpCode: (secretOrEmail: string, offset = 0) =>
      codeAt(secretOrEmail, clock.now / 1000 + offset),
    /** Their password and code, ending at the application. */
    signIn: async (
      browser = visitor(),
      changes: Record<string, string | undefined> = {},
      { email, password } = alice,
    ) => {
      clock.now += 30_000; // a code is good once
      const page = await browser.open(pool.authorizeUrl(changes));
      const challenge = await browser.submit(page, {
        username: email,
        password,
      });
      return browser.submit(challenge, { code: pool.totpCode(email) });
    },
    post: async (path: string, form: Record<string, string>, headers: HeadersInit = {}) =>
      fetch(`${cognito.domain}${path}`, {
        method: 'POST',
        body: new URLSearchParams(form),
        headers,
      }),
    /** Their tokens, by way of the pages and the token endpoint. */
    tokens: async (changes: Record<string, string | undefined> = {}, person = alice) => {
      const arrived: HostedPage = await pool.signIn(visitor(), changes, person);
      return openid.authorizationCodeGrant(client, new URL(arrived.url), {
        pkceCodeVerifier: VERIFIER,
        expectedState: STATE,
        expectedNonce: NONCE,
      });
    },
  };
  return pool;
}

export const alice = people.find(({ email }) => email === 'alice@example.com') ?? {
  email: '',
  password: '',
  totpSecret: '',
};

/** A client that checks everything, signatures too. */
export const discover = async (issuer: string, id: string, auth: openid.ClientAuth) =>
  openid.discovery(new URL(issuer), id, undefined, auth, {
    execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks],
  });

export const STATE = 'the-state';
export const NONCE = 'the-nonce';
export const VERIFIER = 'a-verifier-of-at-least-forty-three-characters';
const CHALLENGE = await openid.calculatePKCECodeChallenge(VERIFIER);

function authorizeUrl(endpoint: string, changes: Record<string, string | undefined>): string {
  const url = new URL(endpoint);
  const parameters = {
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid email profile',
    state: STATE,
    nonce: NONCE,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

function codeAt(secretOrEmail: string, seconds: number): string {
  const person = people.find(({ email }) => email === secretOrEmail);
  const secret = person?.totpSecret ?? secretOrEmail;
  return generateSync({ secret, epoch: Math.floor(seconds) });
}
