import { rejects } from '../outcomes.js';

/** The discovery document is that of another issuer (OpenID Connect Discovery §4.3). */
export const play = rejects('metadata_invalid', ({ provider }) => {
  provider.discovery = (document) => ({ ...document, issuer: 'https://another-issuer.example' });
});
