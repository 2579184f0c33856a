import { signedWith } from '../../support/signing-keys.js';
import { signsIn } from '../outcomes.js';

/** No `kid`, and one key that can be meant (OIDC Core §10.1). */
export const play = signsIn(({ provider }) => {
  provider.useOneKey();
  provider.signNextWith(signedWith(provider.signingKey, { kid: undefined }));
});
