import { z } from 'zod';
import { CognitoError } from '../cognito-error.js';
import { asEmail, mailedTo, readAttributes } from './attributes.js';
import { attributes, code, none, password } from './fields.js';
import { byName, type Operations } from './operation.js';

export const signUpOperations: Operations = {
  SignUp: byName(
    z.object({ Password: password, UserAttributes: attributes.optional() }),
    async (pool, input, name) => {
      const wanted = readAttributes(input.UserAttributes);
      const account = await pool.signUps.signUp(asEmail(name), input.Password, wanted);
      const confirmed = account.status === 'CONFIRMED';
      return {
        UserConfirmed: confirmed,
        UserSub: account.username,
        ...(confirmed ? {} : mailedTo(pool, name)),
      };
    },
  ),

  ConfirmSignUp: byName(z.object({ ConfirmationCode: code }), async (pool, input, name) => {
    const account = pool.directory.find(name);
    if (account && account.status !== 'UNCONFIRMED') {
      const message = `User cannot be confirmed. Current status is ${account.status}`;
      throw new CognitoError('NotAuthorizedException', message);
    }
    await pool.signUps.confirm(account, input.ConfirmationCode);
  }),

  ResendConfirmationCode: byName(none, (pool, _input, name) => {
    const account = pool.directory.active(name);
    if (account && account.status !== 'UNCONFIRMED') {
      throw new CognitoError('InvalidParameterException', 'User is already confirmed.');
    }
    if (account) pool.mailedCodes.mail(account, 'sign-up');
    return mailedTo(pool, name);
  }),

  ForgotPassword: byName(none, (pool, _input, name) => {
    pool.forgottenPasswords.request(name);
    return mailedTo(pool, name);
  }),

  ConfirmForgotPassword: byName(
    z.object({ ConfirmationCode: code, Password: password }),
    async (pool, input, name) => {
      await pool.forgottenPasswords.confirm(name, input.ConfirmationCode, input.Password);
    },
  ),
};
