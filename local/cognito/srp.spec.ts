import { createHash } from 'node:crypto';
import { createVerifier, GENERATOR, GROUP_PRIME, modPow, padHex, passwordMatches } from './srp.js';

const USER = 'localpool8c5c2b1e-5a6f-4a3e-9a51-0d5bd8e3c001';
const hash = (hex: string) => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');

const hex = (value: bigint) => padHex(value.toString(16));

describe('a password verifier', () => {
  it.each([
    ['the password', USER, 'Correct-Horse-1', true],
    ['another password', USER, 'Correct-Horse-2', false],
    ['no password', USER, '', false],
    ['the same password of someone else', `${USER}x`, 'Correct-Horse-1', false],
  ])('tells %s', (_what, user, password, matches) => {
    const verifier = createVerifier(USER, 'Correct-Horse-1');
    expect(passwordMatches(user, password, verifier)).toBe(matches);
  });

  it('differs each time, and shows no password', () => {
    const [one, two] = [createVerifier(USER, 'secret-1'), createVerifier(USER, 'secret-1')];
    expect(one.verifier).not.toBe(two.verifier);
    expect(JSON.stringify(one)).not.toContain('secret-1');
  });

  // RFC 5054 §2.6, from both ends: the proof that a verifier serves USER_SRP_AUTH.
  it('lets client and server agree on a key', () => {
    const { salt, verifier } = createVerifier(USER, 'Correct-Horse-1');
    const [a, b, v] = [123_456_789n, 987_654_321n, BigInt(`0x${verifier}`)];
    const k = BigInt(`0x${hash(`00${GROUP_PRIME.toString(16)}02`)}`);
    const A = modPow(GENERATOR, a, GROUP_PRIME);
    const B = (k * v + modPow(GENERATOR, b, GROUP_PRIME)) % GROUP_PRIME;
    const u = BigInt(`0x${hash(hex(A) + hex(B))}`);
    const identity = createHash('sha256').update(`${USER}:Correct-Horse-1`).digest('hex');
    const x = BigInt(`0x${hash(padHex(salt) + identity)}`);
    const base = B - k * modPow(GENERATOR, x, GROUP_PRIME);
    const positive = ((base % GROUP_PRIME) + GROUP_PRIME) % GROUP_PRIME;
    const client = modPow(positive, a + u * x, GROUP_PRIME);
    const server = modPow(A * modPow(v, u, GROUP_PRIME), b, GROUP_PRIME);
    expect(client).toBe(server);
  });

  it('pads as Java’s BigInteger does', () => {
    expect(['1', '7f', '80', 'f00', '0aff'].map(padHex)).toEqual([
      '01',
      '7f',
      '0080',
      '0f00',
      '0aff',
    ]);
  });
});
