import { passwordReset, person } from './fields.js';
import { AnotherAccount, CodeField, MailsLink, NameField, NewPasswordField } from './layout.js';
import { nameLabel } from './names.js';
import { read, type Next, type Screen } from './screen.js';

export const forgotPassword: Screen = {
  path: '/forgotPassword',
  title: 'Forgot your password?',
  fields: (pool, { query, typed, error, say }) => (
    <>
      <p>{say('A code will be mailed to you, with which you choose a new one.')}</p>
      <NameField say={say} label={nameLabel(pool.settings)} typed={typed} error={error} />
      <button type="submit">{say('Mail a code')}</button>
      <p>
        <a href={`/login?${query}`}>{say('Back to sign in')}</a>
      </p>
    </>
  ),
  submit: (pool, form) => {
    pool.forgottenPasswords.request(read(person, form).username);
    return resetPassword;
  },
};

export const resetPassword: Screen = {
  path: '/confirmForgotPassword',
  title: 'Choose a new password',
  fields: (pool, { query, typed, error, say }) => (
    <>
      <p>
        {say('If there is such an account, a code was mailed.')} <MailsLink say={say} />
      </p>
      <NameField say={say} label={nameLabel(pool.settings)} typed={typed} error={error} />
      <CodeField say={say} label={say('Code from the mail')} error={error} />
      <NewPasswordField say={say} policy={pool.settings.Policies.PasswordPolicy} error={error} />
      <button type="submit">{say('Change password')}</button>
      <button type="submit" name="resend" value="yes" formnovalidate class="quiet">
        {say('Send a new code')}
      </button>
      <AnotherAccount say={say} query={query} />
    </>
  ),
  submit: async (pool, form, { caller }): Promise<Next> => {
    if ('resend' in form) {
      pool.forgottenPasswords.request(read(person, form).username);
      return { screen: resetPassword, notice: 'A new code is on its way.' };
    }
    const { username, code, password } = read(passwordReset, form);
    await pool.forgottenPasswords.confirm(caller, username, code, password);
    return 'changed';
  },
};
