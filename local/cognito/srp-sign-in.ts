import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { CognitoError } from './cognito-error.js';
import type { Context } from './context.js';
import { NOBODY, type Directory } from './directory.js';
import { Expiring } from './expiring.js';
import { LIFETIMES } from './lifetimes.js';
import { sameSecret } from './same-secret.js';
import { GENERATOR, GROUP_PRIME, modPow, numberOf, bytesOf, sha256 } from './srp.js';
import type { Account } from './account.js';

interface Exchange {
  account: Account | undefined;
  userId: string;
  key: Buffer;
}

const MULTIPLIER = numberOf(sha256(bytesOf(GROUP_PRIME, GENERATOR)));
const TIMESTAMP =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} \d{1,2} \d\d:\d\d:\d\d UTC \d{4}$/u;

/** USER_SRP_AUTH: proves the password without sending it (RFC 5054, with Cognito's key derivation). */
export class SrpSignIns {
  private readonly exchanges: Expiring<Exchange>;
  /** Makes the answers about someone unknown the same each time. */
  private readonly pretence = randomBytes(32);

  constructor(
    context: Context,
    private readonly directory: Directory,
  ) {
    this.exchanges = new Expiring(context.now);
  }

  /** SRP_A to the challenge PASSWORD_VERIFIER. Someone unknown gets one which nobody can pass. */
  begin(name: string, srpA: string): Record<string, string> {
    const clientPublic = /^[\da-f]{1,770}$/iu.test(srpA) ? BigInt(`0x${srpA}`) % GROUP_PRIME : 0n;
    // RFC 5054 §2.5.4: zero would make the key known to anyone.
    if (clientPublic === 0n) {
      throw new CognitoError('InvalidParameterException', 'SRP_A is not valid.');
    }
    const account = this.directory.find(name);
    const pretended = createHmac('sha256', this.pretence).update(name.toLowerCase()).digest('hex');
    const username = account?.username ?? uuidOf(pretended);
    const { salt, verifier } = account?.password ?? { ...NOBODY, salt: pretended.slice(32) };
    const secret = numberOf(randomBytes(128));
    const v = BigInt(`0x${verifier}`);
    const serverPublic = (MULTIPLIER * v + modPow(GENERATOR, secret, GROUP_PRIME)) % GROUP_PRIME;
    const scramble = sha256(bytesOf(BigInt(`0x${srpA}`), serverPublic));
    const base = (clientPublic * modPow(v, numberOf(scramble), GROUP_PRIME)) % GROUP_PRIME;
    const shared = modPow(base, secret, GROUP_PRIME);
    const key = derive(bytesOf(shared), bytesOf(numberOf(scramble)));
    const exchange = { account, userId: this.directory.userId(username), key };
    const block = this.exchanges.put(exchange, LIFETIMES.challengeSession);
    return {
      SALT: salt,
      SECRET_BLOCK: Buffer.from(block).toString('base64'),
      SRP_B: serverPublic.toString(16),
      USERNAME: username,
      USER_ID_FOR_SRP: username,
    };
  }

  /** Whose password it was. @throws {CognitoError} as {@link Directory.admit} does */
  finish(secretBlock: string, timestamp: string, signature: string): Account {
    if (!TIMESTAMP.test(timestamp)) {
      const message = 'TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.';
      throw new CognitoError('InvalidParameterException', message);
    }
    const block = Buffer.from(secretBlock, 'base64');
    const exchange = this.exchanges.take(block.toString());
    const expected =
      exchange &&
      createHmac('sha256', exchange.key)
        .update(exchange.userId)
        .update(block)
        .update(timestamp)
        .digest('base64');
    const proven = expected !== undefined && sameSecret(expected, signature);
    return this.directory.admit(exchange?.account, proven);
  }
}

/** HKDF (RFC 5869) with Cognito's label, of which the first half serves as the key. */
const derive = (shared: Buffer, scramble: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', shared, scramble, 'Caldera Derived Key', 16));

const uuidOf = (hex: string): string =>
  hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/u, '$1-$2-$3-$4-$5');
