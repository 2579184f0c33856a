import { decodeProtectedHeader } from 'jose';
import { signsIn } from '../outcomes.js';

/** RS256 with a published key: what Cognito signs with. */
export const play = signsIn(
  ({ provider }) => {
    expect(provider.signingKey.alg).toBe('RS256');
  },
  ({ provider }) => {
    expect(decodeProtectedHeader(provider.issued[0]?.id_token ?? '').alg).toBe('RS256');
  },
);
