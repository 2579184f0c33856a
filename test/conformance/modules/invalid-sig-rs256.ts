import { generateSigningKey, signedWith } from '../../support/signing-keys.js';
import { rejects } from '../outcomes.js';

/** The right algorithm and the `kid` of a published key, but the signature of another key. */
export const play = rejects('signature_invalid', async ({ provider }) => {
  const { kid } = provider.signingKey;
  provider.signNextWith(signedWith(await generateSigningKey(), { kid }));
});
