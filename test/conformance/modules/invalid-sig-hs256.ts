import { signedWithSecret } from '../../support/signing-keys.js';
import { rejects } from '../outcomes.js';

/** HS256, keyed with what every client of this provider's knows of it: its public key (RFC 8725 §2.1). */
export const play = rejects('id_token_invalid', ({ provider }) => {
  const { pem, kid } = provider.signingKey;
  provider.signNextWith(signedWithSecret(pem, kid));
});
