import type { ChoiceChallenge, ChoiceStep, Proof } from '../chosen-sign-in.js';
import type { Pool } from '../pool.js';
import { deliveryTo } from './attributes.js';
import {
  nameIn,
  need,
  preAuthenticate,
  withoutMetadata,
  type Asking,
  type Flow,
  type Parameters,
} from './flow.js';
import { answerTo } from './tokens.js';

export const choiceChallenges = [
  'SELECT_CHALLENGE',
  'PASSWORD',
  'PASSWORD_SRP',
  'EMAIL_OTP',
] as const satisfies ChoiceChallenge[];

const all: ReadonlySet<string> = new Set(choiceChallenges);
export const isChoice = (challenge: string): challenge is ChoiceChallenge => all.has(challenge);

/** `USER_AUTH`: the client names what it would like, or asks what there is. */
export const byChoice: Flow = async (pool, given, { client, caller }) => {
  const name = nameIn(pool, client, given);
  await preAuthenticate(pool, name, caller);
  const step = pool.chosenSignIns.begin(name, given['PREFERRED_CHALLENGE'], proofIn(given));
  return answerToChoice(pool, { client, caller: withoutMetadata(caller) }, step);
};

/** RespondToAuthChallenge, for what USER_AUTH asks. */
export const answerChoice = async (
  pool: Pool,
  asked: { name: string; session: string; challenge: ChoiceChallenge },
  given: Parameters,
  asking: Asking,
): Promise<object> => answerToChoice(pool, asking, take(pool, asked, given));

function take(
  { chosenSignIns }: Pool,
  { name, session, challenge }: { name: string; session: string; challenge: ChoiceChallenge },
  given: Parameters,
): ChoiceStep {
  switch (challenge) {
    case 'SELECT_CHALLENGE':
      return chosenSignIns.choose(name, session, need(given, 'ANSWER'), proofIn(given));
    case 'PASSWORD':
      return chosenSignIns.prove(name, session, challenge, { password: need(given, 'PASSWORD') });
    case 'PASSWORD_SRP':
      return chosenSignIns.prove(name, session, challenge, { srpA: need(given, 'SRP_A') });
    case 'EMAIL_OTP':
      return chosenSignIns.enterCode(name, session, need(given, 'EMAIL_OTP_CODE'));
  }
}

const proofIn = ({ PASSWORD, SRP_A }: Parameters): Proof => ({ password: PASSWORD, srpA: SRP_A });

async function answerToChoice(
  pool: Pool,
  { client, caller }: Asking,
  step: ChoiceStep,
): Promise<object> {
  switch (step.kind) {
    case 'proven':
      return answerTo(pool, client, caller, pool.challenges.begin(step.account));
    case 'srp':
      return { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: step.parameters };
    case 'challenge':
      return {
        ChallengeName: step.challenge,
        Session: step.session,
        ChallengeParameters: step.mailedTo === undefined ? {} : delivery(step.mailedTo),
        AvailableChallenges: step.available,
      };
  }
}

function delivery(address: string) {
  const { DeliveryMedium, Destination } = deliveryTo(address);
  return {
    CODE_DELIVERY_DELIVERY_MEDIUM: DeliveryMedium,
    CODE_DELIVERY_DESTINATION: Destination,
  };
}
