import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { lifetimesOf, rotates, type Client } from './client-settings.js';
import type { Context } from './context.js';
import { StateFile } from './state-folder.js';
import type { SignIn } from './tokens.js';

const issuedSchema = z.object({
  signIn: z.object({
    by: z.enum(['pages', 'api']),
    username: z.string(),
    clientId: z.string(),
    scopes: z.array(z.string()),
    authTime: z.number(),
    originJti: z.string(),
    eventId: z.string(),
    resource: z.string().optional(),
  }),
  expiresAt: z.number(),
  /** Once replaced: when the grace period ends. */
  graceEndsAt: z.number().optional(),
});

type Issued = z.infer<typeof issuedSchema>;

const stateSchema = z.object({
  issued: z.record(z.string(), issuedSchema),
  /** The sign-ins whose tokens are dead, and until when one of them could be presented. */
  revoked: z.record(z.string(), z.number()),
});

/**
 * Refresh tokens: their rotation with a grace period, and revocation of all that a sign-in gave. They
 * outlive the process; what is kept of each is a hash.
 */
export class RefreshTokens {
  private readonly file: StateFile<z.infer<typeof stateSchema>>;
  private readonly issued: Map<string, Issued>;
  private readonly revoked: Map<string, number>;

  /** @throws {DamagedState} */
  constructor(private readonly context: Context) {
    this.file = new StateFile(context.folder, 'refresh-tokens.json', stateSchema);
    const { issued, revoked } = this.file.load() ?? { issued: {}, revoked: {} };
    this.issued = new Map(Object.entries(issued));
    this.revoked = new Map(Object.entries(revoked));
  }

  issue(signIn: SignIn, client: Client): string {
    return this.keep(signIn, this.context.now() + lifetimesOf(client).refreshToken * 1000);
  }

  /** The sign-in that a token would continue; using nothing up. Others' tokens continue none. */
  signInOf(token: string, client: Client): SignIn | undefined {
    return this.alive(token, client)?.signIn;
  }

  /**
   * The sign-in that a token continues and, where tokens rotate, the token that takes its place.
   * A replacement ends when the first one would have (Cognito: "Refresh token rotation").
   */
  redeem(token: string, client: Client): { signIn: SignIn; replacement?: string } | undefined {
    const issued = this.alive(token, client);
    if (!issued) return undefined;
    const { signIn, expiresAt } = issued;
    if (!rotates(client)) return { signIn };
    // From the first use on: using it again doesn't prolong the grace.
    const grace = client.RefreshTokenRotation.RetryGracePeriodSeconds;
    issued.graceEndsAt ??= this.context.now() + grace * 1000;
    return { signIn, replacement: this.keep(signIn, expiresAt) };
  }

  /** Whether a token comes too late, after another took its place. */
  wasReplaced(token: string): boolean {
    const { graceEndsAt = Infinity } = this.issued.get(hashOf(token)) ?? {};
    return graceEndsAt <= this.context.now();
  }

  /** Ends everything that came of the same sign-in. An unknown token is nothing to complain of. */
  revoke(token: string, client: Client): void {
    const issued = this.issued.get(hashOf(token));
    if (issued && issued.signIn.clientId === client.ClientId) this.end([issued]);
  }

  /** Ends all of someone's sign-ins. */
  revokeAll(username: string): void {
    this.end([...this.issued.values()].filter(({ signIn }) => signIn.username === username));
  }

  isRevoked(originJti: string): boolean {
    return this.revoked.has(originJti);
  }

  private alive(token: string, client: Client): Issued | undefined {
    const issued = this.issued.get(hashOf(token));
    const isAlive =
      issued &&
      issued.signIn.clientId === client.ClientId &&
      issued.expiresAt > this.context.now() &&
      !this.isRevoked(issued.signIn.originJti) &&
      !this.wasReplaced(token);
    return isAlive ? issued : undefined;
  }

  private keep(signIn: SignIn, expiresAt: number): string {
    const token = newToken();
    this.issued.set(hashOf(token), { signIn, expiresAt });
    this.save();
    return token;
  }

  private end(issued: Issued[]): void {
    for (const { signIn, expiresAt } of issued) this.revoked.set(signIn.originJti, expiresAt + DAY);
    this.save();
  }

  private save(): void {
    const now = this.context.now();
    for (const [hash, { expiresAt }] of this.issued) {
      if (expiresAt <= now) this.issued.delete(hash);
    }
    for (const [origin, until] of this.revoked) if (until <= now) this.revoked.delete(origin);
    this.file.save({
      issued: Object.fromEntries(this.issued),
      revoked: Object.fromEntries(this.revoked),
    });
  }
}

/** An access token lives a day at most, so one of a refresh token's last hour does. */
const DAY = 86_400_000;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Five parts, as an encrypted JSON web token has, and as long as Cognito's: 1.7 KB. */
function newToken(): string {
  const header = Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').toString(
    'base64url',
  );
  const parts = [256, 12, 920, 16].map((length) => randomBytes(length).toString('base64url'));
  return [header, ...parts].join('.');
}
