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
  fields: async (pool, { session, error }) => {
    const { account, secret = '' } = pool.challenges.look(session, 'MFA_SETUP');
    const uri = generateURI({ issuer: 'Local Cognito', label: emailOf(account), secret });
    const picture = await toDataURL(uri, { width: 220, margin: 2 });
    return (
      <>
        <p>
          Scan the picture with an authenticator app, or <a href={uri}>open the app</a> on this
          device.
        </p>
        <img src={picture} width="220" height="220" alt="QR code with the secret below" />
        <p>
          Or type the secret: <code id="totp-secret">{secret}</code>
        </p>
        <CodeField label={`Code that the app shows for ${emailOf(account)}`} error={error} />
        <button type="submit">Finish</button>
      </>
    );
  },
  submit: (pool, form, session) => {
    const verified = pool.challenges.verifySoftwareToken(session, read(code, form).code);
    return pool.challenges.respond('MFA_SETUP', verified.session, '');
  },
};
