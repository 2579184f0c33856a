import { signsIn } from '../outcomes.js';

/** UserInfo, were it asked, gets its token in a header (RFC 6750 §2.1). It isn't: the ID token says it all. */
export const play = signsIn(
  () => undefined,
  ({ provider }) => {
    expect(provider.calls.userInfo).toBe(0);
  },
);
