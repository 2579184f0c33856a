import { AttributeChanges } from './attribute-changes.js';
import { Challenges } from './challenges.js';
import { ChosenSignIns } from './chosen-sign-in.js';
import { ClientSecrets } from './client-secrets.js';
import type { Context } from './context.js';
import { CustomSignIns } from './custom-sign-in.js';
import { Directory } from './directory.js';
import { Expiring } from './expiring.js';
import { ForgottenPasswords } from './forgot-password.js';
import { Groups } from './groups.js';
import { loadKeys } from './keys.js';
import { MailedCodes } from './mailed-codes.js';
import type { AuthorizationRequest } from './oauth/accepted-request.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SignUps } from './sign-up.js';
import { SrpSignIns } from './srp-sign-in.js';
import { Tokens } from './tokens.js';
import { Triggers, type TokenChanges } from './triggers.js';

/** A user pool: everything that the endpoints work on. */
export type Pool = Awaited<ReturnType<typeof createPool>>;

/** @throws {DamagedState} */
export async function createPool(context: Context) {
  const directory = new Directory(context);
  const groups = new Groups(context);
  const triggers = new Triggers(context);
  const mailedCodes = new MailedCodes(context, directory);
  const signUps = new SignUps(context, directory, mailedCodes, triggers);
  const clientSecrets = new ClientSecrets(context.folder, context.now);
  const srp = new SrpSignIns(context, directory);
  const keys = await loadKeys(context.folder);
  return {
    ...context,
    directory,
    groups,
    mailedCodes,
    attributeChanges: new AttributeChanges(context, directory, mailedCodes),
    signUps,
    triggers,
    forgottenPasswords: new ForgottenPasswords(directory, mailedCodes, triggers),
    clientSecrets,
    keys,
    srp,
    chosenSignIns: new ChosenSignIns(context, directory, srp),
    customSignIns: new CustomSignIns(context, directory, srp, triggers),
    challenges: new Challenges(context, directory, signUps),
    tokens: new Tokens(context, keys, groups, triggers),
    refreshTokens: new RefreshTokens(context),
    codes: new Expiring<Authorization>(context.now),
    hostedSessions: new Expiring<HostedSession>(context.now),
  };
}

/** What an authorization code stands for. */
interface Authorization {
  request: AuthorizationRequest;
  signedIn: HostedSession;
  /** What the pre-token-generation trigger said: it runs before there is a code. */
  changes: TokenChanges;
}

/** Who is signed in at the hosted pages, and since when (seconds since the epoch). */
export interface HostedSession {
  username: string;
  authTime: number;
}
