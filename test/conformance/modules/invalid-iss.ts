import { rejects } from '../outcomes.js';

/** The ID token is of another issuer than the one that was asked (OIDC Core §3.1.3.7, step 2). */
export const play = rejects('issuer_mismatch', ({ provider }) => {
  provider.nextIdToken((claims) => ({ ...claims, iss: 'https://another-issuer.example' }));
});
