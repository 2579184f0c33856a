import { generateSigningKey, signedWith } from '../../support/signing-keys.js';
import { rejects } from '../outcomes.js';

/** ES256 under the `kid` of a published RSA key: another algorithm than the provider announces. */
export const play = rejects('id_token_invalid', async ({ provider }) => {
  const { kid } = provider.signingKey;
  provider.signNextWith(signedWith(await generateSigningKey('ES256'), { kid }));
});
