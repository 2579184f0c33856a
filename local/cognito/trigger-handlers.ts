import type {
  CreateAuthChallengeTriggerEvent,
  DefineAuthChallengeTriggerEvent,
  PostConfirmationTriggerEvent,
  PostAuthenticationTriggerEvent,
  PreAuthenticationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
  VerifyAuthChallengeResponseTriggerEvent,
} from 'aws-lambda';

/** A Lambda function behind a pool. It answers with the event, or throws to refuse. */
type TriggerHandler<Event> = (event: Event) => Promise<Event>;

/** The triggers that the stand-in runs. */
export interface TriggerHandlers {
  preSignUp: TriggerHandler<PreSignUpTriggerEvent>;
  preAuthentication: TriggerHandler<PreAuthenticationTriggerEvent>;
  postAuthentication: TriggerHandler<PostAuthenticationTriggerEvent>;
  postConfirmation: TriggerHandler<PostConfirmationTriggerEvent>;
  preTokenGeneration: TriggerHandler<PreTokenGenerationV2TriggerEvent>;
  defineAuthChallenge: TriggerHandler<DefineAuthChallengeTriggerEvent>;
  createAuthChallenge: TriggerHandler<CreateAuthChallengeTriggerEvent>;
  verifyAuthChallengeResponse: TriggerHandler<VerifyAuthChallengeResponseTriggerEvent>;
}
