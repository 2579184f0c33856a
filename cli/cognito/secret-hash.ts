import { createHmac } from 'node:crypto';

/**
 * What a client with a secret has to send along with each call. `username` is the one of the same
 * call.
 *
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 */
export const secretHash = (username: string, clientId: string, clientSecret: string): string =>
  createHmac('sha256', clientSecret).update(`${username}${clientId}`).digest('base64');
