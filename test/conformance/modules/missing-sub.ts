import { rejects } from '../outcomes.js';

/** The ID token doesn't say of whom it is (OIDC Core §2). */
export const play = rejects('id_token_invalid', ({ provider }) => {
  provider.nextIdToken((claims) => ({ ...claims, sub: undefined }));
});
