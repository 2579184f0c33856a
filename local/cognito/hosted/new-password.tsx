import { NewPasswordField } from './layout.js';
import { newPassword } from './fields.js';
import { read, type Screen } from './screen.js';

export const chooseNewPassword: Screen = {
  path: '/changepassword',
  title: 'Choose a new password',
  challenge: 'NEW_PASSWORD_REQUIRED',
  fields: (pool, { error, say }) => (
    <>
      <p>{say('Yours was given to you. Replace it by one that only you know.')}</p>
      <NewPasswordField say={say} policy={pool.settings.Policies.PasswordPolicy} error={error} />
      <button type="submit">{say('Go on')}</button>
    </>
  ),
  submit: async (pool, form, { caller, session }) => {
    const { password } = read(newPassword, form);
    return pool.challenges.respond('NEW_PASSWORD_REQUIRED', session, password, caller);
  },
};
