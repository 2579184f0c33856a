import { emailOf } from '../account.js';
import { code } from './fields.js';
import { CodeField, MailsLink } from './layout.js';
import { read, type Screen } from './screen.js';

export const confirm: Screen = {
  path: '/confirm',
  title: 'Confirm your e-mail address',
  challenge: 'CONFIRM_SIGN_UP',
  fields: (pool, { session, error, say }) => (
    <>
      <p>
        {say(
          'A code was mailed to {address}.',
          emailOf(pool.challenges.look(session, 'CONFIRM_SIGN_UP').account),
        )}{' '}
        <MailsLink say={say} />
      </p>
      <CodeField say={say} label={say('Code from the mail')} error={error} />
      <button type="submit">{say('Confirm')}</button>
      <button type="submit" name="resend" value="yes" formnovalidate class="quiet">
        {say('Send a new code')}
      </button>
    </>
  ),
  submit: (pool, form, { caller, session }) => {
    if (!('resend' in form)) {
      const { code: mailed } = read(code, form);
      return pool.challenges.respond('CONFIRM_SIGN_UP', session, mailed, caller);
    }
    const { account } = pool.challenges.look(session, 'CONFIRM_SIGN_UP');
    pool.mailedCodes.mail(account, 'sign-up');
    return 'resent';
  },
};
