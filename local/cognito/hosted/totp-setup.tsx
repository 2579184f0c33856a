import { generateURI } from 'otplib';
import { toDataURL } from 'qrcode';
import { emailOf } from '../account.js';
import { code } from './fields.js';
import { CodeField } from './layout.js';
import { read, type Screen } from './screen.js';

export const totpSetup: Screen = {
  path: '/mfa/setup',
  title: 'Set up your authenticator app',
  challenge: 'MFA_SETUP',
  fields: async (pool, { session, error, say }) => {
    const { account, secret = '' } = pool.challenges.look(session, 'MFA_SETUP');
    const uri = generateURI({ issuer: 'Local Cognito', label: emailOf(account), secret });
    const picture = await toDataURL(uri, { width: 220, margin: 2 });
    return (
      <>
        <p>
          {say('Scan the picture with an authenticator app.')}{' '}
          <a href={uri}>{say('Open the app on this device')}</a>
        </p>
        <img src={picture} width="220" height="220" alt={say('QR code with the secret below')} />
        <p>
          {say('Or type the secret:')} <code id="totp-secret">{secret}</code>
        </p>
        <CodeField
          say={say}
          label={say('Code that the app shows for {address}', emailOf(account))}
          error={error}
        />
        <button type="submit">{say('Finish')}</button>
      </>
    );
  },
  submit: (pool, form, { caller, session }) => {
    const verified = pool.challenges.verifySoftwareToken(session, read(code, form).code);
    return pool.challenges.respond('MFA_SETUP', verified.session, '', caller);
  },
};
