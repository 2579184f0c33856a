import { assert, nat, oneof, property, string, uint8Array } from 'fast-check';
import { Secret } from '../config/secret.js';
import { claimedSeen, signedSeen, verifiedSeen } from './seen.js';

const older = new Secret('o'.repeat(32));
const newer = new Secret('n'.repeat(32));
const TIME = 1_700_000_000_123;

const read = (seen: string | Uint8Array) => verifiedSeen(Buffer.from(seen), [older], 'a');

describe('when a session was used last', () => {
  it('is read back, and by anybody', () => {
    const seen = signedSeen(TIME, [older], 'a');
    expect(verifiedSeen(seen, [older], 'a')).toBe(TIME);
    expect(claimedSeen(seen)).toBe(TIME);
  });

  it('is signed with the first secret and verified with any, so that secrets can be rotated', () => {
    expect(verifiedSeen(signedSeen(TIME, [older], 'a'), [newer, older], 'a')).toBe(TIME);
    const after = signedSeen(TIME, [newer, older], 'a');
    expect(verifiedSeen(after, [newer], 'a')).toBe(TIME);
    expect(verifiedSeen(after, [older], 'a')).toBeUndefined();
  });

  it('verifies for its own session alone', () => {
    expect(verifiedSeen(signedSeen(TIME, [older], 'a'), [older], 'b')).toBeUndefined();
  });

  it('verifies with no other time, whoever writes it there', () => {
    const [, mac] = signedSeen(TIME, [older], 'a').toString().split('.');
    assert(
      property(nat(Number.MAX_SAFE_INTEGER), (time) => {
        const seen = Buffer.from(`${time}.${mac}`);
        expect(verifiedSeen(seen, [older], 'a')).toBe(time === TIME ? TIME : undefined);
      }),
    );
  });

  it('is none, and no error, where it is anything else', () => {
    const anything = oneof(
      uint8Array({ maxLength: 100 }),
      string().map((text) => `${TIME}.${text}`),
      string().map((text) => `${text}.${'A'.repeat(43)}`),
    );
    assert(property(anything, (seen) => expect(read(seen)).toBeUndefined()));
  });

  it('claims nothing that is no time', () => {
    assert(
      property(uint8Array({ maxLength: 100 }), (bytes) => {
        const claimed = claimedSeen(Buffer.from(bytes)) ?? 0;
        expect(new Date(claimed).getTime()).toBe(claimed);
      }),
    );
    expect(claimedSeen(Buffer.from(`${'9'.repeat(16)}.${'A'.repeat(43)}`))).toBeUndefined();
    const last = claimedSeen(Buffer.from(`${'9'.repeat(15)}.${'A'.repeat(43)}`));
    expect(new Date(last ?? Number.NaN).toISOString()).toBe('+033658-09-27T01:46:39.999Z');
  });
});
