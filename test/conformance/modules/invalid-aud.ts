import { rejects } from '../outcomes.js';

/** The ID token is for another client (OIDC Core §3.1.3.7, step 3). */
export const play = rejects('audience_mismatch', ({ provider }) => {
  provider.nextIdToken((claims) => ({ ...claims, aud: 'another-client' }));
});
