import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { JWTPayload } from 'jose';
import {
  accessTokenClaims,
  alice,
  type Grant,
  idTokenClaims,
  metadata,
  POOL,
  seconds,
  sha256,
} from './cognito-shapes.js';
import { Gate } from './gate.js';
import { HttpServer } from './http-server.js';
import { UserPoolApi } from './user-pool-api.js';
import { generateSigningKey, signedWith, type Signer, type SigningKey } from './signing-keys.js';

interface Code extends Grant {
  redirectUri: string;
  challenge: string;
}
interface Tokens {
  id_token: string;
  access_token: string;
  refresh_token: string;
}

/** An answer that needn't be one. */
export interface Garbled {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** The provider answers these with an error of RFC 6749 §5.2, and Cognito with nothing but its code. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(code);
  }
}

/**
 * An OpenID provider shaped like Cognito whose person signs in without pages, and which lies when a
 * test asks it to: a story about trust needs somebody who cannot be trusted.
 */
export class OpenIdProvider {
  readonly clientId = 'test-client';
  readonly clientSecret = 'test-client-secret-of-at-least-32-characters';
  /** Who signs in at the authorize endpoint. */
  person = alice;
  /** Origins that who is sent back passes first, which send on to the `to` of the query. */
  detours: readonly string[] = [];
  tokenSeconds = 300;
  refreshTokenBytes = 48;
  /** When the next person gave their credentials, in seconds since the epoch; just now where absent. */
  authTime: number | undefined;
  /** A refresh token that was replaced works on, as it does within Cognito's grace period. */
  keepsReplaced = false;
  /** Its answers from the token endpoint end in the middle, when all has happened that they tell of. */
  breaksOff = false;
  /** Answers 503 where its keys are asked for. */
  withholdsKeys = false;
  /** What it says instead at some paths, whatever it was asked there. */
  garbled: (path: string) => Garbled | undefined = () => undefined;
  /** The discovery document says this instead. */
  discovery: (document: object) => object = (document) => document;
  /** What was asked of it, oldest first. */
  readonly calls = {
    authorize: [] as URLSearchParams[],
    signup: [] as URLSearchParams[],
    token: [] as URLSearchParams[],
    revoke: [] as URLSearchParams[],
    logout: [] as URLSearchParams[],
    jwks: 0,
    userInfo: 0,
  };
  /** Of whom the UserInfo endpoint tells; of the person where absent. */
  userInfoSub: string | undefined;
  /** The user-pool API, at the root of the same address. */
  readonly userPool = new UserPoolApi();
  /** The tokens it gave out, oldest first. */
  readonly issued: Tokens[] = [];

  private readonly http = new HttpServer((request, response) => {
    void this.answer(request, response);
  });
  private readonly codes = new Map<string, Code>();
  private readonly grants = new Map<string, Grant>();
  /** Where endpoints were at first, and where they are now. */
  private readonly moved = new Map<string, string>();
  private readonly origins = new Set<string>();
  private changeAnswer: ((answer: object) => unknown) | undefined;
  private changeAccessClaims: ((claims: JWTPayload) => JWTPayload) | undefined;
  private changeClaims: ((claims: JWTPayload) => JWTPayload) | undefined;
  private signer: Signer | undefined;
  private accessSigner: Signer | undefined;
  private tokenRefusal: Refusal | undefined;
  private tokenGate: { readonly gate: Gate; readonly step: 'asked' | 'answered' } | undefined;
  private authorizeError: string | undefined;

  private constructor(
    private idTokenKey: SigningKey,
    private accessTokenKey: SigningKey,
  ) {}

  static async start(): Promise<OpenIdProvider> {
    const provider = new OpenIdProvider(await generateSigningKey(), await generateSigningKey());
    await provider.http.start();
    return provider;
  }

  get origin(): string {
    return this.http.origin;
  }
  get issuer(): string {
    return this.origin + POOL;
  }
  /** The key that signs access tokens. */
  get accessKey(): SigningKey {
    return this.accessTokenKey;
  }
  /** The key that signs honest ID tokens. */
  get signingKey(): SigningKey {
    return this.idTokenKey;
  }

  /** Lets the app at this origin send people here: its callback and its sign-out page. */
  register(origin: string): void {
    this.origins.add(origin);
  }

  /** Whether a refresh token is still good: neither used nor revoked. */
  accepts(refreshToken: string): boolean {
    return this.grants.has(refreshToken);
  }

  /** The next ID token has these claims instead; a claim that is `undefined` is left out. */
  nextIdToken(change: (claims: JWTPayload) => JWTPayload): void {
    this.changeClaims = change;
  }
  /** The next access token has these claims instead. */
  nextAccessToken(change: (claims: JWTPayload) => JWTPayload): void {
    this.changeAccessClaims = change;
  }
  /** The token endpoint answers this instead, from now on where it should last. */
  changeAnswers(change: ((answer: object) => unknown) | undefined): void {
    this.changeAnswer = change;
  }
  /** The next ID token is signed like this. */
  signNextWith(signer: Signer): void {
    this.signer = signer;
  }
  /** The next access token is signed like this. */
  signNextAccessTokenWith(signer: Signer): void {
    this.accessSigner = signer;
  }
  /** The next call of the token endpoint is refused. */
  failToken(status: number, code: string, headers?: Record<string, string>): void {
    this.tokenRefusal = new Refusal(status, code, headers);
  }
  /** The next call of the token endpoint waits: before anything happens, or when all has and nothing is said yet. */
  holdToken(step: 'asked' | 'answered'): Gate {
    this.tokenGate = { gate: new Gate(), step };
    return this.tokenGate.gate;
  }
  /** The next person to come here is sent back with an error. */
  failAuthorize(code: string): void {
    this.authorizeError = code;
  }
  /** New signing keys; the old ones are no longer published. */
  async rotateKeys(): Promise<void> {
    this.idTokenKey = await generateSigningKey();
    this.accessTokenKey = await generateSigningKey();
  }
  /** One key signs everything, and no other is published. */
  useOneKey(): void {
    this.accessTokenKey = this.idTokenKey;
  }
  /** This endpoint is at another path from now on, where discovery says, and no longer where it was. */
  move(endpoint: 'jwks_uri' | 'token_endpoint' | 'authorization_endpoint', path: string): void {
    this.moved.set(new URL(metadata(this)[endpoint]).pathname, path);
  }
  hang(): void {
    this.http.hang();
  }
  async stop(): Promise<void> {
    await this.http.stop();
  }
  async restart(): Promise<void> {
    await this.http.stop();
    await this.http.start();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(body === undefined ? '' : JSON.stringify(body));
    const answerTokens = (body: unknown) => {
      if (!this.breaksOff) return send(200, body);
      const whole = JSON.stringify(body);
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': whole.length,
      });
      return response.write(whole.slice(0, whole.length / 2), () => response.destroy());
    };
    const redirect = (location: string) => send(302, undefined, { location: this.wayTo(location) });
    const garbled = this.garbled(url.pathname);
    if (garbled) return void response.writeHead(garbled.status, garbled.headers).end(garbled.body);
    try {
      switch (`${request.method} ${this.firstPathOf(url.pathname)}`) {
        case `GET ${POOL}/.well-known/openid-configuration`:
          return void send(200, this.discovery(this.metadata()));
        case `GET ${POOL}/.well-known/jwks.json`:
          this.calls.jwks += 1;
          if (this.withholdsKeys) return void send(503, { keys: [] }, { 'retry-after': '77' });
          return void send(200, { keys: [...this.publishedKeys()].map(({ jwk }) => jwk) });
        case 'GET /oauth2/userInfo':
          this.calls.userInfo += 1;
          return void send(200, { sub: this.userInfoSub ?? this.person.sub });
        case 'GET /oauth2/authorize':
          this.calls.authorize.push(url.searchParams);
          return void redirect(this.authorize(url.searchParams));
        case 'GET /signup':
          this.calls.signup.push(url.searchParams);
          return void redirect(this.authorize(url.searchParams));
        case 'POST /oauth2/token':
          return void answerTokens(await this.token(await this.clientForm(request)));
        case 'POST /oauth2/revoke':
          return void send(200, this.revoke(await this.clientForm(request)));
        case 'POST /': {
          const { status, body } = await this.userPool.receive(request);
          return void send(status, body, { 'content-type': 'application/x-amz-json-1.1' });
        }
        case 'GET /logout':
          this.calls.logout.push(url.searchParams);
          return void redirect(this.logout(url.searchParams));
        default:
          throw new Refusal(404, 'not_found');
      }
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, String(error));
      send(refusal.status, { error: refusal.code }, refusal.headers);
    }
  }

  private metadata(): Record<string, unknown> {
    const at = (value: unknown) => {
      const url = typeof value === 'string' ? URL.parse(value) : undefined;
      const path = url && this.moved.get(url.pathname);
      return path === undefined ? value : this.origin + path;
    };
    return Object.fromEntries(
      Object.entries(metadata(this)).map(([key, value]) => [key, at(value)]),
    );
  }

  private firstPathOf(pathname: string): string {
    const [first] = [...this.moved].find(([, now]) => now === pathname) ?? [];
    return first ?? (this.moved.has(pathname) ? '/gone' : pathname);
  }

  private publishedKeys(): Set<SigningKey> {
    return new Set([this.idTokenKey, this.accessTokenKey]);
  }

  private wayTo(location: string): string {
    return this.detours
      .toReversed()
      .reduce((to, origin) => `${origin}/?${new URLSearchParams({ to })}`, location);
  }

  private authorize(query: URLSearchParams): string {
    const redirectUri = query.get('redirect_uri') ?? '';
    const origin = redirectUri.replace(/\/auth\/callback$/, '');
    if (query.get('client_id') !== this.clientId || !this.origins.has(origin)) {
      throw new Refusal(400, 'redirect_mismatch');
    }
    const back = new URL(redirectUri);
    back.searchParams.set('state', query.get('state') ?? '');
    const challenge = query.get('code_challenge') ?? '';
    const wellFormed =
      query.get('response_type') === 'code' &&
      query.get('code_challenge_method') === 'S256' &&
      challenge !== '';
    const error = this.authorizeError ?? (wellFormed ? undefined : 'invalid_request');
    this.authorizeError = undefined;
    if (error !== undefined) {
      back.searchParams.set('error', error);
      back.searchParams.set('error_description', `The provider says ${error}`);
      return back.href;
    }
    const code = randomUUID();
    this.codes.set(code, {
      redirectUri,
      challenge,
      person: this.person,
      scope: query.get('scope') ?? '',
      nonce: query.get('nonce') ?? undefined,
      authTime: this.authTime ?? seconds(),
    });
    back.searchParams.set('code', code);
    return back.href;
  }

  private async clientForm(request: IncomingMessage): Promise<URLSearchParams> {
    const form = new URLSearchParams(await text(request));
    const basic = request.headers.authorization?.replace(/^Basic /, '');
    const [id, secret] =
      basic === undefined
        ? [form.get('client_id'), form.get('client_secret')]
        : Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
    if (id !== this.clientId || secret !== this.clientSecret) {
      throw new Refusal(401, 'invalid_client');
    }
    return form;
  }

  private async token(form: URLSearchParams): Promise<unknown> {
    this.calls.token.push(form);
    const [refusal, held] = [this.tokenRefusal, this.tokenGate];
    this.tokenRefusal = undefined;
    this.tokenGate = undefined;
    if (held?.step === 'asked') await held.gate.pass();
    if (refusal) throw refusal;
    const grant =
      form.get('grant_type') === 'refresh_token' ? this.takeGrant(form) : this.takeCode(form);
    const tokens = await this.issue(grant);
    if (held?.step === 'answered') await held.gate.pass();
    const answer = { ...tokens, token_type: 'Bearer', expires_in: this.tokenSeconds };
    return this.changeAnswer ? this.changeAnswer(answer) : answer;
  }

  private takeCode(form: URLSearchParams): Grant {
    const code = form.get('code') ?? '';
    const entry = this.codes.get(code);
    this.codes.delete(code);
    const challenge = sha256(form.get('code_verifier') ?? '').toString('base64url');
    if (entry?.redirectUri !== form.get('redirect_uri') || entry.challenge !== challenge) {
      throw new Refusal(400, 'invalid_grant');
    }
    return entry;
  }

  /** Rotates: a refresh token is good once, unless `keepsReplaced`. A refreshed ID token has no nonce. */
  private takeGrant(form: URLSearchParams): Grant {
    const grant = this.grants.get(form.get('refresh_token') ?? '');
    if (!grant) throw new Refusal(400, 'invalid_grant');
    if (!this.keepsReplaced) this.grants.delete(form.get('refresh_token') ?? '');
    return { ...grant, nonce: undefined };
  }

  private async issue(grant: Grant): Promise<Tokens> {
    const change = this.changeAccessClaims ?? ((claims: JWTPayload) => claims);
    this.changeAccessClaims = undefined;
    const sign = this.accessSigner ?? signedWith(this.accessTokenKey);
    this.accessSigner = undefined;
    const accessToken = await sign(change(accessTokenClaims(this, grant)));
    const tokens = {
      id_token: await this.takeSigner()(this.takeChange()(idTokenClaims(this, grant, accessToken))),
      access_token: accessToken,
      refresh_token: randomBytes(this.refreshTokenBytes).toString('base64url'),
    };
    this.grants.set(tokens.refresh_token, grant);
    this.issued.push(tokens);
    return tokens;
  }

  private takeChange(): (claims: JWTPayload) => JWTPayload {
    const change = this.changeClaims ?? ((claims: JWTPayload) => claims);
    this.changeClaims = undefined;
    return change;
  }

  private takeSigner(): Signer {
    const signer = this.signer ?? signedWith(this.idTokenKey);
    this.signer = undefined;
    return signer;
  }

  private revoke(form: URLSearchParams): undefined {
    this.calls.revoke.push(form);
    this.grants.delete(form.get('token') ?? '');
  }

  private logout(query: URLSearchParams): string {
    const uri = query.get('logout_uri') ?? '';
    if (query.get('client_id') !== this.clientId || !this.origins.has(uri.replace(/\/$/, ''))) {
      throw new Refusal(400, 'redirect_mismatch');
    }
    return uri;
  }
}
