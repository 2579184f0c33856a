import type { KeyObject } from 'node:crypto';
import { Secret } from '../config/secret.js';
import { keyFor } from './keys.js';

const secret = new Secret('s'.repeat(32));
const hexOf = (key: KeyObject) => key.export().toString('hex');
const PURPOSES = ['seal', 'seen', 'cookie', 'limit'] as const;

describe('keys', () => {
  it('serve one purpose, one secret and one context each', () => {
    const keys = PURPOSES.flatMap((purpose) => [
      keyFor(purpose, secret),
      keyFor(purpose, secret, 'a'),
      keyFor(purpose, new Secret('t'.repeat(32)), 'a'),
    ]).map(hexOf);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).not.toContain(Buffer.from(secret.reveal()).toString('hex'));
  });

  it('are the same for good: what they once sealed must open', () => {
    const seal = hexOf(keyFor('seal', secret, 'session a'));
    expect(seal).toBe('99ba4e34d358f387282ec2f36aac2f8b84060bd3b57588ab30892754441d4242');
    const cookie = hexOf(keyFor('cookie', secret));
    expect(cookie).toBe('fef555730a8d062df5f367c00515c43d02a151778dfdb8b753372d42590c9a7f');
  });
});
