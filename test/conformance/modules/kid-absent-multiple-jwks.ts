import { signedWith } from '../../support/signing-keys.js';
import { rejects } from '../outcomes.js';

/** No `kid`, and several keys that fit (OIDC Core §10.1): Cognito always names its key, so none is guessed. */
export const play = rejects('signing_key_unknown', ({ provider }) => {
  provider.signNextWith(signedWith(provider.signingKey, { kid: undefined }));
});
