import { endsAtRefresh } from '../outcomes.js';

/** The refreshed ID token is of another issuer than the first (OIDC Core §12.2). */
export const play = endsAtRefresh('issuer_mismatch', ({ provider }) => {
  provider.nextIdToken((claims) => ({ ...claims, iss: 'https://another-issuer.example' }));
});
