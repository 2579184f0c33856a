import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider';
import { openAppClient } from '../cognito/open-app-client.js';
import { signIn } from '../cognito/sign-in.js';
import { Problem } from '../problem.js';
import { describeClaims, readClaims } from '../terminal/claims.js';
import { PASSWORD } from '../terminal/questions.js';
import { answerNewPassword, answerWithCode } from './answers.js';
import { EMAIL, examples, someone, type Context, type Register } from './command.js';

interface SignInOptions {
  showTokens?: boolean;
}

export const registerSignIn: Register = (program, act) => {
  program
    .command('sign-in')
    .summary('sign in as somebody, to see what their tokens say')
    .argument('<email>', EMAIL)
    .option('--show-tokens', 'print the tokens too: who has them is that user')
    .addHelpText(
      'after',
      examples(
        'sign-in alice@example.com',
        'sign-in alice@example.com --show-tokens --json > tokens.json',
      ),
    )
    .action(act(run));
};

async function run(context: Context, name: string, { showTokens }: SignInOptions) {
  const email = someone(name);
  const client = await openAppClient(context.sdk, context.target);
  const password = await context.questions.ask(PASSWORD, email);
  const tokens = await signIn(client, email, password, {
    ...answerNewPassword(context, client, email),
    ...answerWithCode(context, client, email),
    MFA_SETUP: () => {
      throw new Problem(
        'not_enrolled',
        `${email} has to enrol an authenticator app first: ${context.next(`enrol ${email}`)}`,
      );
    },
  });
  const claims = {
    idToken: readClaims(tokens.IdToken),
    accessToken: readClaims(tokens.AccessToken),
  };
  const shown = showTokens === true ? namedTokens(tokens) : undefined;
  return {
    text: [
      `${email} is signed in to ${context.target.pool}.`,
      `ID token\n${describeClaims(claims.idToken)}`,
      `Access token\n${describeClaims(claims.accessToken)}`,
      ...Object.entries(shown ?? {}).map(([kind, token]) => `${kind}\n${token}`),
    ].join('\n\n'),
    data: { email, claims, ...(shown ? { tokens: shown } : {}) },
  };
}

const namedTokens = ({ IdToken, AccessToken, RefreshToken }: AuthenticationResultType) => ({
  idToken: IdToken,
  accessToken: AccessToken,
  refreshToken: RefreshToken,
});
