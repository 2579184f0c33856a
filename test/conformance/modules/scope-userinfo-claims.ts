import { alice } from '../../support/cognito-shapes.js';
import { signsIn } from '../outcomes.js';

/** Claims are asked for by scope (OIDC Core §5.4). Cognito puts them into the ID token, and there they are read. */
export const play = signsIn(
  ({ provider }) => {
    provider.person = { ...alice, email: 'alice-by-scope@example.com' };
  },
  async ({ provider, browser }) => {
    expect(provider.calls.authorize[0]?.get('scope')?.split(' ')).toContain('email');
    expect((await browser.fetch('/auth/session')).json()).toMatchObject({
      user: { email: 'alice-by-scope@example.com' },
    });
  },
);
