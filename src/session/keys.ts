import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { Secret } from '../config/secret.js';

/**
 * What keys are for. Neither such a name nor the words around it in the label below may ever change, whatever the
 * product is called: what was sealed or signed under them would open no more, and everybody be signed out.
 */
type Purpose = 'seal' | 'seen' | 'cookie' | 'limit';

/**
 * A key of 256 bits for one purpose alone (HKDF, RFC 5869), so that nothing made for one can serve
 * another. It takes the secret and `context` to derive it. (A `KeyObject`, which Node takes in a tenth of the
 * time that it needs for bytes.)
 */
export const keyFor = (purpose: Purpose, secret: Secret, context = ''): KeyObject =>
  createSecretKey(
    new Uint8Array(
      hkdfSync('sha256', secret.reveal(), context, `cognito-bff ${purpose} v1`, KEY_BYTES),
    ),
  );

const KEY_BYTES = 32;
