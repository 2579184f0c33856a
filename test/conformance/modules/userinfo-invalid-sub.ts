import { signsIn } from '../outcomes.js';

/** UserInfo tells of somebody else (OIDC Core §5.3.2). Nobody asks it, so it can't make anybody of anyone. */
export const play = signsIn(
  ({ provider }) => {
    provider.userInfoSub = 'somebody-else';
  },
  ({ provider }) => {
    expect(provider.calls.userInfo).toBe(0);
  },
);
