import { rejects } from '../outcomes.js';

/** The ID token doesn't say when it was issued (OIDC Core §2). */
export const play = rejects('id_token_invalid', ({ provider }) => {
  provider.nextIdToken((claims) => ({ ...claims, iat: undefined }));
});
