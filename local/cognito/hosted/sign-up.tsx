import { newAccount } from './fields.js';
import { Field, NewPasswordField } from './layout.js';
import { read, type Screen } from './screen.js';

export const signUp: Screen = {
  path: '/signup',
  title: 'Sign up',
  fields: (_pool, { query, typed, error, say }) => (
    <>
      <Field
        label={say('E-mail address')}
        name="email"
        type="email"
        autocomplete="username"
        value={typed}
        autofocus={typed === ''}
        error={error}
      />
      <NewPasswordField say={say} label="Password" error={error} autofocus={typed !== ''} />
      <button type="submit">{say('Sign up')}</button>
      <p>
        {say('You have an account?')} <a href={`/login?${query}`}>{say('Sign in')}</a>
      </p>
    </>
  ),
  submit: async (pool, form) => {
    const { email, password } = read(newAccount, form);
    return pool.challenges.begin(await pool.signUps.signUp(email, password));
  },
};
