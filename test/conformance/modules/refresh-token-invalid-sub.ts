import { endsAtRefresh } from '../outcomes.js';

/** The refreshed ID token is of another person than the first (OIDC Core §12.2). */
export const play = endsAtRefresh('sub_mismatch', ({ provider }) => {
  provider.nextIdToken((claims) => ({ ...claims, sub: 'somebody-else' }));
});
