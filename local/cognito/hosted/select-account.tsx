import { emailOf } from '../account.js';
import { CognitoError } from '../cognito-error.js';
import type { HostedSession, Pool } from '../pool.js';
import type { Screen } from './screen.js';

/** `prompt=select_account`: who is signed in goes on, or somebody else signs in. */
export const selectAccount: Screen = {
  path: '/selectAccount',
  title: 'Choose an account',
  isForSignedIn: true,
  fields: (pool, { query, signedIn, say }) => (
    <>
      <input type="hidden" name="username" value={signedIn?.username} />
      <button type="submit">{say('Continue as {address}', addressOf(pool, signedIn))}</button>
      <p>
        <a href={`/login?${query}`}>{say('Use another account')}</a>
      </p>
    </>
  ),
  submit: (_pool, form, { signedIn }) => {
    // In another tab, somebody else may have signed in since the page was shown.
    if (signedIn && signedIn.username === form['username']) return { kind: 'signed in', signedIn };
    throw new CognitoError('NotAuthorizedException', 'Somebody else is signed in now.');
  },
};

function addressOf(pool: Pool, signedIn: HostedSession | undefined): string {
  const account = signedIn && pool.directory.active(signedIn.username);
  return account ? emailOf(account) : '';
}
