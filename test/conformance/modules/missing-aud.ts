import { rejects } from '../outcomes.js';

/** The ID token says of no client that it is for it (OIDC Core §2). */
export const play = rejects('id_token_invalid', ({ provider }) => {
  provider.nextIdToken((claims) => ({ ...claims, aud: undefined }));
});
