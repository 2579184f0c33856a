import { NewPasswordField } from './layout.js';
import { newPassword } from './fields.js';
import { read, type Screen } from './screen.js';

export const chooseNewPassword: Screen = {
  path: '/changepassword',
  title: 'Choose a new password',
  challenge: 'NEW_PASSWORD_REQUIRED',
  fields: (_pool, { error, say }) => (
    <>
      <p>{say('Yours was given to you. Replace it by one that only you know.')}</p>
      <NewPasswordField say={say} error={error} />
      <button type="submit">{say('Go on')}</button>
    </>
  ),
  submit: async (pool, form, session) =>
    pool.challenges.respond('NEW_PASSWORD_REQUIRED', session, read(newPassword, form).password),
};
