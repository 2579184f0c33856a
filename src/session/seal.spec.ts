import { Secret } from '../config/secret.js';
import { open, seal } from './seal.js';

const older = new Secret('o'.repeat(32));
const newer = new Secret('n'.repeat(32));

describe('seal', () => {
  it('opens with the secret and the context it was sealed for', () => {
    expect(open(seal('über geheim', [older], 'session a'), [older], 'session a')).toBe(
      'über geheim',
    );
  });

  it('gives another ciphertext each time, and nothing of the plaintext', () => {
    const [one, two] = [seal('token', [older], 'a'), seal('token', [older], 'a')];
    expect(one.equals(two)).toBe(false);
    expect(one.includes('token')).toBe(false);
  });

  it('seals with the first secret and opens with any, so that secrets can be rotated', () => {
    const sealedBefore = seal('x', [older], 'a');
    expect(open(sealedBefore, [newer, older], 'a')).toBe('x');
    const sealedAfter = seal('x', [newer, older], 'a');
    expect(open(sealedAfter, [newer], 'a')).toBe('x');
    expect(open(sealedAfter, [older], 'a')).toBeUndefined();
  });

  it('does not open for another context: a stolen record fits no other session', () => {
    expect(open(seal('x', [older], 'session a'), [older], 'session b')).toBeUndefined();
  });

  it('does not open when any byte was changed', () => {
    const sealed = seal('x', [older], 'a');
    for (let index = 0; index < sealed.length; index += 1) {
      const damaged = Buffer.from(sealed);
      damaged.writeUInt8(damaged.readUInt8(index) ^ 1, index);
      expect(open(damaged, [older], 'a')).toBeUndefined();
    }
  });

  it.each([0, 1, 12, 27])('does not open %i bytes of it', (length) => {
    expect(open(seal('x', [older], 'a').subarray(0, length), [older], 'a')).toBeUndefined();
  });
});
