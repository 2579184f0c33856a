import { signsIn } from '../outcomes.js';

/** The authorization code flow with a provider that does everything right (OIDC Core §3.1). */
export const play = signsIn(
  () => undefined,
  ({ provider }) => {
    expect(provider.calls.token).toHaveLength(1);
  },
);
