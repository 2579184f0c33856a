import { rejects } from '../outcomes.js';

/** The ID token was made for another login (OIDC Core §3.1.3.7, step 11). */
export const play = rejects('nonce_mismatch', ({ provider }) => {
  provider.nextIdToken((claims) => ({ ...claims, nonce: 'that-of-another-login' }));
});
