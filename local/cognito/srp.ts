import { createHash, getDiffieHellman, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * The password half of Cognito's SRP (RFC 5054 with SHA-256). Only salt and verifier are kept, so
 * a password can be checked, by page or by USER_SRP_AUTH, and never read.
 */
export interface PasswordVerifier {
  salt: string;
  verifier: string;
}

// The 3072-bit group of RFC 3526 §4, which has the prime of RFC 5054 appendix A; generator 2.
export const GROUP_PRIME = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
export const GENERATOR = 2n;

export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** Hex of a positive integer as Java's BigInteger writes its bytes, which is what Cognito hashes. */
export function padHex(hex: string): string {
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return /^[89a-f]/iu.test(even) ? `00${even}` : even;
}

export const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

export const numberOf = (data: Buffer): bigint => BigInt(`0x${data.toString('hex')}`);

/** Numbers one after the other, as they are hashed. */
export const bytesOf = (...numbers: bigint[]): Buffer =>
  Buffer.from(numbers.map((number) => padHex(number.toString(16))).join(''), 'hex');

/** `userId` is the pool's name (the part of its id after `_`) followed by the username. */
function verifierOf(userId: string, password: string, salt: string): string {
  const identity = sha256(`${userId}:${password}`);
  const x = numberOf(sha256(Buffer.concat([bytesOf(BigInt(`0x${salt}`)), identity])));
  return modPow(GENERATOR, x, GROUP_PRIME).toString(16).padStart(768, '0');
}

export function createVerifier(userId: string, password: string): PasswordVerifier {
  const salt = randomBytes(16).toString('hex');
  return { salt, verifier: verifierOf(userId, password, salt) };
}

export const passwordMatches = (
  userId: string,
  password: string,
  { salt, verifier }: PasswordVerifier,
): boolean =>
  timingSafeEqual(Buffer.from(verifierOf(userId, password, salt)), Buffer.from(verifier));
