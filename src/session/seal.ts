import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import type { Secret } from '../config/secret.js';
import { keyFor } from './keys.js';

const IV_BYTES = 12; // NIST SP 800-38D §8.2.2: random, 96 bits
const TAG_BYTES = 16;

/**
 * Seals `plaintext` with AES-256-GCM under a key of the first of `secrets` and `context`: it opens to
 * who knows both.
 *
 * @returns iv (12 bytes), tag (16 bytes), ciphertext
 */
export function seal(plaintext: string, secrets: readonly Secret[], context: string): Buffer {
  const [current] = secrets;
  if (!current) throw new TypeError('seal() needs a secret');
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFor('seal', current, context), iv);
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]);
}

/** The plaintext, or `undefined` where none of `secrets` sealed this for `context`: forged, damaged or too old. */
export function open(
  sealed: Buffer,
  secrets: readonly Secret[],
  context: string,
): string | undefined {
  if (sealed.length < IV_BYTES + TAG_BYTES) return undefined;
  for (const secret of secrets) {
    const plaintext = tryOpen(sealed, keyFor('seal', secret, context));
    if (plaintext !== undefined) return plaintext;
  }
  return undefined;
}

function tryOpen(sealed: Buffer, key: KeyObject): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const start = decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([start, decipher.final()]).toString('utf8');
  } catch {
    return undefined; // final() throws where the tag doesn't fit, and that is the answer
  }
}
