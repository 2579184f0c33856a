import { newPrivateValue, provePassword, publicValue } from './srp.js';

const privateValue = BigInt(`0x${'a1'.repeat(128)}`);
const challenge = {
  poolName: 'AbCdEfGhI',
  userId: '8c5c2b1e-5a6f-4a3e-9a51-0d5bd8e3c001',
  password: 'Correct-Horse-1',
  salt: '9f3c4b5a6d7e8f901234567890abcdef',
  serverValue: publicValue(BigInt(`0x${'b2'.repeat(128)}`)),
  secretBlock: Buffer.from('whatever Cognito wants to see again').toString('base64'),
  now: new Date('2025-11-02T06:01:07Z'),
};

describe('the proof of a password', () => {
  // Computed by the AuthenticationHelper of amazon-cognito-identity-js 6.3.21 from the same values.
  // Leading zeros and sign bits are where implementations tend to differ.
  it.each([
    ['as it is', {}, 'UTaLwjmepsxPuVeF8KQhDhboAlyrV1aVUoeo9worDkM='],
    [
      'with a salt that begins with zero',
      { salt: '0f3c4b5a6d7e8f901234567890abcdef' },
      'oHALRyFnCIlerUEqb83CQ7cuy8KzHbRjjC9LUkh6FV4=',
    ],
    [
      'with a salt of odd length',
      { salt: '3c4b5a6d7e8f901234567890abcdef1' },
      'XQXI6a/jNtzM4F/QRuC7mcTaR922pTO32Vm0pClWIpM=',
    ],
    [
      'with a small server value',
      { serverValue: '5' },
      'nXJcYG+9ZnaEK7/KR34gKDiyhQr8xFIdBJG1pK5/kx0=',
    ],
    [
      'with a password beyond ASCII',
      { password: 'Größe-1-Schlüssel' },
      'bA85YGi6Ms+lNPf6puAsxR5oKJsz161HDScOb1QO02o=',
    ],
  ])('is what AWS’s own client computes, %s', (_what, changes, signature) => {
    expect(provePassword(privateValue, { ...challenge, ...changes }).signature).toBe(signature);
  });

  it.each([
    ['2025-11-02T06:01:07Z', 'Sun Nov 2 06:01:07 UTC 2025'],
    ['2026-12-31T23:59:59Z', 'Thu Dec 31 23:59:59 UTC 2026'],
  ])('has its time in Cognito’s form, at %s', (time, timestamp) => {
    const proof = provePassword(privateValue, { ...challenge, now: new Date(time) });
    expect(proof.timestamp).toBe(timestamp);
  });

  it('is not given to a server that sends zero', () => {
    expect(() => provePassword(privateValue, { ...challenge, serverValue: '0' })).toThrow('zero');
  });

  it('needs a private value, new each time', () => {
    expect(newPrivateValue()).not.toBe(newPrivateValue());
  });
});
