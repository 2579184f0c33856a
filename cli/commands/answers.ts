import {
  CodeMismatchException,
  EnableSoftwareTokenMFAException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { AppClient } from '../cognito/app-client.js';
import type { Answers } from '../cognito/sign-in.js';
import { Problem } from '../problem.js';
import { CODE, NEW_PASSWORD } from '../terminal/questions.js';
import type { Context } from './command.js';

const TRIES = 3;

/**
 * Asks for a code and tries it. Who mistyped it may do so again: a wrong code leaves Cognito's
 * session as it was.
 */
export async function withCode<T>(
  { questions, output }: Context,
  email: string,
  attempt: (code: string) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const code = (await questions.ask(CODE, email)).replaceAll(/\s/gu, ''); // apps show it in halves
    try {
      if (!/^\d{6}$/u.test(code)) throw new NoCode();
      return await attempt(code);
    } catch (error) {
      if (!isWrongCode(error) || tries === TRIES || !questions.canAskAgain(CODE)) throw error;
      output.note('That is not the code. Once more:\n');
    }
  }
}

class NoCode extends Problem {
  constructor() {
    super('no_code', 'The code of an authenticator app has six digits.');
  }
}

const isWrongCode = (error: unknown): boolean =>
  error instanceof NoCode ||
  error instanceof CodeMismatchException ||
  error instanceof EnableSoftwareTokenMFAException;

export const answerNewPassword = (context: Context, client: AppClient, email: string): Answers => ({
  NEW_PASSWORD_REQUIRED: async (challenge) => {
    const password = await context.questions.askTwice(NEW_PASSWORD, email);
    return client.respond(challenge, { NEW_PASSWORD: password });
  },
});

export const answerWithCode = (context: Context, client: AppClient, email: string): Answers => ({
  SOFTWARE_TOKEN_MFA: async (challenge) =>
    withCode(context, email, (code) =>
      client.respond(challenge, { SOFTWARE_TOKEN_MFA_CODE: code }),
    ),
});
