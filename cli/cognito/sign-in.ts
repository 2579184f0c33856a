import type {
  AuthenticationResultType,
  ChallengeNameType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Problem } from '../problem.js';
import type { AppClient, Challenge, Step } from './app-client.js';

/** What to do about each challenge, by Cognito's name for it. */
export type Answers = Partial<Record<ChallengeNameType, (challenge: Challenge) => Promise<Step>>>;

/**
 * From a password to tokens, through whatever Cognito asks in between.
 *
 * @throws {Problem} `unsupported_challenge` when there is no answer to one.
 */
export async function signIn(
  client: AppClient,
  email: string,
  password: string,
  answers: Answers,
): Promise<AuthenticationResultType> {
  let step = await client.begin(email, password);
  while (step.kind === 'challenge') {
    const answer = step.name && answers[step.name];
    if (!answer) {
      throw new Problem(
        'unsupported_challenge',
        `Cognito asks ${email} for ${step.name ?? 'something'}, which this tool cannot answer: use the sign-in page.`,
      );
    }
    step = await answer(step);
  }
  return step.tokens;
}
