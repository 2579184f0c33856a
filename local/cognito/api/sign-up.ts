import { z } from 'zod';
import { CognitoError } from '../cognito-error.js';
import { mailedTo, readAttributes } from './attributes.js';
import { attributes, code, none, password } from './fields.js';
import { byName, type Operations } from './operation.js';

export const signUpOperations: Operations = {
  SignUp: byName(
    z.object({ Password: password, UserAttributes: attributes.optional() }),
    async (pool, input, { name, caller }) => {
      if (pool.settings.AdminCreateUserConfig.AllowAdminCreateUserOnly) {
        const message = 'SignUp is not permitted for this user pool';
        throw new CognitoError('NotAuthorizedException', message);
      }
      const wanted = readAttributes(pool.settings, input.UserAttributes);
      const account = await pool.signUps.signUp(caller, name, input.Password, wanted);
      const confirmed = account.status === 'CONFIRMED';
      return {
        UserConfirmed: confirmed,
        UserSub: account.attributes['sub'],
        ...(confirmed ? {} : mailedTo(pool, name)),
      };
    },
  ),

  ConfirmSignUp: byName(
    z.object({ ConfirmationCode: code }),
    async (pool, input, { name, caller }) => {
      const account = pool.directory.find(name);
      if (account && account.status !== 'UNCONFIRMED') {
        const message = `User cannot be confirmed. Current status is ${account.status}`;
        throw new CognitoError('NotAuthorizedException', message);
      }
      await pool.signUps.confirm(account, input.ConfirmationCode, caller);
    },
  ),

  ResendConfirmationCode: byName(none, (pool, _input, { name }) => {
    const account = pool.directory.active(name);
    if (account && account.status !== 'UNCONFIRMED') {
      throw new CognitoError('InvalidParameterException', 'User is already confirmed.');
    }
    if (account) pool.mailedCodes.mail(account, 'sign-up');
    return mailedTo(pool, name);
  }),

  ForgotPassword: byName(none, (pool, _input, { name }) => {
    pool.forgottenPasswords.request(name);
    return mailedTo(pool, name);
  }),

  ConfirmForgotPassword: byName(
    z.object({ ConfirmationCode: code, Password: password }),
    async (pool, input, { name, caller }) => {
      const { ConfirmationCode, Password } = input;
      await pool.forgottenPasswords.confirm(caller, name, ConfirmationCode, Password);
    },
  ),
};
