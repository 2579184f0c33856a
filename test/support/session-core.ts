import { promisify } from 'node:util';
import type { SessionData } from 'express-session';
import { noLog } from './captured-log.js';
import { AccessTokens, type VerifiedToken } from '../../src/cognito/access-tokens.js';
import { CognitoClient } from '../../src/cognito/cognito.client.js';
import { Provider } from '../../src/cognito/provider.js';
import { SigningKeys } from '../../src/cognito/signing-keys.js';
import type { RefreshAnswer, TokenSet } from '../../src/cognito/token-set.js';
import type { Config } from '../../src/config/config.js';
import { Background } from '../../src/session/background.js';
import { MemoryEngine } from '../../src/session/memory-engine.js';
import { SessionIndex } from '../../src/session/session-index.js';
import { type LiveSession, SessionRecords } from '../../src/session/session-records.js';
import { SessionStore } from '../../src/session/session-store.js';
import { Events } from '../../src/telemetry/events.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import { Tokens } from '../../src/tokens/tokens.js';

const TOKEN_MS = 300_000;
const user = { sub: 'sub-1', username: 'u', email: undefined, groups: [] };

/** A Cognito that rotates without grace: a refresh token is good once. */
class RotatingCognito extends CognitoClient {
  state: 'up' | 'down' = 'up';
  readonly alive = new Set<string>();
  calls = 0;
  /** In seconds. 0: it may be asked again at once. */
  retryAfter = 0;
  private issued = 0;

  issue(): TokenSet {
    const number = (this.issued += 1);
    this.alive.add(`refresh-${number}`);
    return {
      accessToken: `access-${number}`,
      idToken: `id-${number}`,
      refreshToken: `refresh-${number}`,
      expiresAt: Date.now() + TOKEN_MS,
    };
  }

  override async refresh({ refreshToken }: { refreshToken: string }): Promise<RefreshAnswer> {
    this.calls += 1;
    if (this.state === 'down') {
      const reason = 'provider_unavailable';
      const { retryAfter } = this;
      return { kind: 'unavailable', reason, retryAfter, forAll: true, rotated: undefined };
    }
    if (!this.alive.delete(refreshToken)) return { kind: 'rejected', reason: 'code_rejected' };
    return { kind: 'fresh', tokens: this.issue() };
  }

  override async revoke(refreshToken: string): Promise<void> {
    this.alive.delete(refreshToken);
  }
}

/** Believes every access token, for tests in which there are no real ones. */
export class BelievedTokens extends AccessTokens {
  constructor(config: Config) {
    super(config, new SigningKeys(new Provider(config)));
  }

  override async verify(_token: string, sub: string): Promise<VerifiedToken> {
    return { sub, groups: [], exp: Infinity };
  }
}

/** What the product is made of, as far as the life of one user's sessions goes: no HTTP, no network. */
export class SessionCore {
  readonly sub = user.sub;
  readonly engine = new MemoryEngine();
  readonly cognito: RotatingCognito;
  readonly records: SessionRecords;
  readonly tokens: Tokens;
  readonly background: Background;
  private readonly index: SessionIndex;
  private readonly store: SessionStore;
  private readonly logger = noLog();
  private readonly metrics = new Metrics();

  constructor(private readonly config: Config) {
    this.cognito = new RotatingCognito(config, new Provider(config));
    this.records = new SessionRecords(config, this.engine);
    this.background = new Background(this.logger);
    this.store = new SessionStore(this.records, this.background);
    this.index = new SessionIndex(config, this.engine);
    this.tokens = this.anotherTokens();
  }

  /** As another process over the same store has. */
  anotherTokens(): Tokens {
    return new Tokens(
      this.engine,
      this.records,
      this.index,
      this.cognito,
      new BelievedTokens(this.config),
      new Events(this.logger, this.metrics),
      this.background,
      this.metrics,
    );
  }

  async login(id: string): Promise<LiveSession> {
    const data = {
      cookie: { originalMaxAge: this.config.session.maxMs },
      user,
      startedAt: Date.now(),
    };
    await this.records.create(id, data, this.cognito.issue());
    const session = await this.records.read(id);
    if (!session) throw new Error('A session that has begun is there');
    return session;
  }

  read(id: string): Promise<SessionData | null | undefined> {
    return promisify((done: (error: unknown, data?: SessionData | null) => void) =>
      this.store.get(id, done),
    )();
  }

  save(id: string, data: SessionData): Promise<unknown> {
    return promisify(this.store.set)(id, data);
  }

  async touch(session: LiveSession): Promise<void> {
    this.store.used(session);
    await this.background.finished();
  }

  async logout(id: string): Promise<void> {
    const tokens = await this.records.end(id);
    if (!tokens) return;
    this.tokens.revoke(tokens, user.sub);
    await this.background.finished();
  }
}
