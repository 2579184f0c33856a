import { CognitoError } from '../cognito-error.js';
import { credentials } from './fields.js';
import { resetPassword } from './forgot-password.js';
import { Field, NameField, ShowPassword } from './layout.js';
import { nameLabel } from './names.js';
import { read, type Screen } from './screen.js';

export const signIn: Screen = {
  path: '/login',
  title: 'Sign in',
  fields: (pool, { query, typed, error, say }) => (
    <>
      <NameField say={say} label={nameLabel(pool.settings)} typed={typed} error={error} />
      <Field
        label={say('Password')}
        name="password"
        type="password"
        autocomplete="current-password"
        autofocus={typed !== ''}
        error={error}
      />
      <ShowPassword say={say} />
      <button type="submit">{say('Sign in')}</button>
      <p>
        {say('No account yet?')} <a href={`/signup?${query}`}>{say('Sign up')}</a>
      </p>
      <p>
        <a href={`/forgotPassword?${query}`}>{say('Forgot your password?')}</a>
      </p>
      <details>
        <summary>{say('People to try it with')}</summary>
        <ul>
          {pool.settings.Users.map(({ Username, Password }) => (
            <li key={Username}>
              {Username}: <code>{Password}</code>
            </li>
          ))}
        </ul>
      </details>
    </>
  ),
  submit: async (pool, form, { caller }) => {
    const { username, password } = read(credentials, form);
    await pool.triggers.preAuthentication(username, pool.directory.find(username), caller);
    try {
      return pool.challenges.begin(pool.directory.authenticate(username, password));
    } catch (error) {
      if (isResetRequired(error)) return resetPassword;
      throw error;
    }
  },
};

/** Whose password an administrator has reset: the code was mailed at once. */
const isResetRequired = (error: unknown): boolean =>
  error instanceof CognitoError && error.code === 'PasswordResetRequiredException';
