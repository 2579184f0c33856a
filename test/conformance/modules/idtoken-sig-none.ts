import { unsigned } from '../../support/signing-keys.js';
import { rejects } from '../outcomes.js';

/** Nobody signed the ID token (`alg: none`, RFC 8725 §2.1): never enough here, though it came over TLS. */
export const play = rejects('id_token_invalid', ({ provider }) => provider.signNextWith(unsigned));
