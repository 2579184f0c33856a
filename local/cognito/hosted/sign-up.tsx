import type { Pool } from '../pool.js';
import { address, newPassword, person } from './fields.js';
import { Field, NameField, NewPasswordField } from './layout.js';
import { read, type Form, type Screen } from './screen.js';

export const signUp: Screen = {
  path: '/signup',
  title: 'Sign up',
  fields: (pool, { query, typed, error, say }) => (
    <>
      {pool.settings.UsernameAttributes.length === 0 && (
        <NameField say={say} label="Username" typed={typed} error={error} />
      )}
      {pool.settings.UsernameAttributes[0] === 'phone_number' ? (
        <NameField say={say} label="Phone number" typed={typed} error={error} />
      ) : (
        <Field
          label={say('E-mail address')}
          name="email"
          type="email"
          autocomplete={pool.settings.UsernameAttributes.length === 0 ? 'email' : 'username'}
          value={pool.settings.UsernameAttributes.length === 0 ? '' : typed}
          autofocus={typed === ''}
          error={error}
        />
      )}
      <NewPasswordField
        say={say}
        policy={pool.settings.Policies.PasswordPolicy}
        label="Password"
        error={error}
        autofocus={typed !== ''}
      />
      <button type="submit">{say('Sign up')}</button>
      <p>
        {say('You have an account?')} <a href={`/login?${query}`}>{say('Sign in')}</a>
      </p>
    </>
  ),
  submit: async (pool, form, { caller }) => {
    const { name, attributes } = nameIn(pool, form);
    const { password } = read(newPassword, form);
    return pool.challenges.begin(await pool.signUps.signUp(caller, name, password, attributes));
  },
};

/** Who somebody wants to be, and what else they said. */
function nameIn(
  { settings }: Pool,
  form: Form,
): { name: string; attributes: Record<string, string> } {
  const [kind] = settings.UsernameAttributes;
  if (kind === 'phone_number') return { name: read(person, form).username, attributes: {} };
  const { email } = read(address, form);
  return kind === 'email'
    ? { name: email, attributes: {} }
    : { name: read(person, form).username, attributes: { email } };
}
