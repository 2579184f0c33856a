import { emailOf } from '../account.js';
import { code } from './fields.js';
import { CodeField } from './layout.js';
import { read, type Screen } from './screen.js';

export const totp: Screen = {
  path: '/mfa',
  title: 'Enter your code',
  challenge: 'SOFTWARE_TOKEN_MFA',
  fields: (pool, { session, error, say }) => (
    <>
      <CodeField say={say} label={say('Code from the authenticator app')} error={error} />
      <button type="submit">{say('Sign in')}</button>
      <p>
        {say('No app at hand?')}{' '}
        <code>
          npm run otp -- {emailOf(pool.challenges.look(session, 'SOFTWARE_TOKEN_MFA').account)}
        </code>
      </p>
    </>
  ),
  submit: (pool, form, { caller, session }) =>
    pool.challenges.respond('SOFTWARE_TOKEN_MFA', session, read(code, form).code, caller),
};
