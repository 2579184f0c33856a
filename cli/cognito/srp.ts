import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto';

/**
 * The client's half of USER_SRP_AUTH: SRP-6a (RFC 5054) with SHA-256, the 3072-bit group, and an
 * HKDF (RFC 5869) with Cognito's own label. AWS documents it by its SDKs alone; the spec compares
 * with one of them. It is here because that SDK knows no client secret.
 */
export interface SrpChallenge {
  /** The part of the pool's id after `_`. */
  poolName: string;
  /** USER_ID_FOR_SRP: not what the person typed, where people sign in by e-mail address. */
  userId: string;
  password: string;
  /** SALT and SRP_B, in hex. */
  salt: string;
  serverValue: string;
  /** SECRET_BLOCK, in base64. */
  secretBlock: string;
  now: Date;
}

// The 3072-bit group of RFC 3526 §4, which has the prime of RFC 5054 appendix A.
const N = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
const g = 2n;

export const newPrivateValue = (): bigint => BigInt(`0x${randomBytes(128).toString('hex')}`);

/** SRP_A, in hex. */
export const publicValue = (privateValue: bigint): string => power(g, privateValue).toString(16);

/** PASSWORD_CLAIM_SIGNATURE and its TIMESTAMP. @throws {Error} on a value no honest server sends. */
export function provePassword(privateValue: bigint, challenge: SrpChallenge) {
  const { poolName, userId, password, salt, serverValue, secretBlock, now } = challenge;
  const B = BigInt(`0x${serverValue}`);
  // RFC 5054 §2.5.4: the client has to give up on such a value.
  if (B % N === 0n) throw new Error('The server’s SRP value is zero.');
  const k = hashed(bytes(N), bytes(g));
  const u = hashed(bytes(BigInt(`0x${publicValue(privateValue)}`)), bytes(B));
  const identity = createHash('sha256').update(`${poolName}${userId}:${password}`).digest();
  const x = hashed(bytes(BigInt(`0x${salt}`)), identity);
  const shared = power(B - k * power(g, x), privateValue + u * x);
  const key = hkdfSync('sha256', bytes(shared), bytes(u), 'Caldera Derived Key', 16);
  const timestamp = timestampOf(now);
  const signature = createHmac('sha256', Buffer.from(key))
    .update(poolName + userId)
    .update(secretBlock, 'base64')
    .update(timestamp)
    .digest('base64');
  return { signature, timestamp };
}

/** `Sun Nov 2 06:01:07 UTC 2025`: the day of the month without a zero, the rest in two digits. */
function timestampOf(now: Date): string {
  const [weekday = '', day = '', month = '', year = '', time = ''] = now.toUTCString().split(' ');
  return `${weekday.slice(0, 3)} ${month} ${Number(day)} ${time} UTC ${year}`;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = ((base % N) + N) % N;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

/** As Java's BigInteger writes a positive number, which is what Cognito hashes: sign bit first. */
function bytes(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return Buffer.from(/^[89a-f]/u.test(even) ? `00${even}` : even, 'hex');
}

const hashed = (...parts: Buffer[]): bigint =>
  BigInt(`0x${createHash('sha256').update(Buffer.concat(parts)).digest('hex')}`);
