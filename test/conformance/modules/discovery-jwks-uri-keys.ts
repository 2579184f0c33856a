import { expectSignedIn, signsIn } from '../outcomes.js';

/** The keys lie where discovery says, and move from there while the product runs, together with a rotation. */
export const play = signsIn(
  ({ provider }) => provider.move('jwks_uri', '/keys/first'),
  async ({ world, provider }) => {
    provider.move('jwks_uri', '/keys/second');
    await provider.rotateKeys();
    const browser = world.browser();
    await browser.signIn();
    await expectSignedIn({ world, provider, browser });
  },
);
