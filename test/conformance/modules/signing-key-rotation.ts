import { expectSignedIn, signsIn } from '../outcomes.js';

/** New keys between two logins, and the old ones gone (OIDC Core §10.1.1). */
export const play = signsIn(
  () => undefined,
  async ({ world, provider }) => {
    await provider.rotateKeys();
    const browser = world.browser();
    await browser.signIn();
    await expectSignedIn({ world, provider, browser });
  },
);
