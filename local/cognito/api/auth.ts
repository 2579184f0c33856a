import { z } from 'zod';
import type { Account } from '../account.js';
import { rotates } from '../client-settings.js';
import { CognitoError } from '../cognito-error.js';
import type { CustomStep } from '../custom-sign-in.js';
import type { Pool } from '../pool.js';
import { readAttributes } from './attributes.js';
import { answerChoice, byChoice, choiceChallenges, isChoice } from './choice.js';
import { session } from './fields.js';
import {
  nameIn,
  need,
  parameters,
  preAuthenticate,
  withoutMetadata,
  type Asking,
  type Flow,
  type Parameters,
} from './flow.js';
import { byAdminClient, byClient, checkSecretHash, type Operations } from './operation.js';
import { answerTo, refresh } from './tokens.js';

const byPassword: Flow = async (pool, given, { client, caller }) => {
  const name = nameIn(pool, client, given);
  const password = need(given, 'PASSWORD');
  await preAuthenticate(pool, name, caller);
  const account = pool.directory.authenticate(name, password);
  return answerTo(pool, client, withoutMetadata(caller), pool.challenges.begin(account));
};

const refreshWith: Flow = async (pool, given, { client, caller }) =>
  refresh(pool, client, caller, need(given, 'REFRESH_TOKEN'), (username) =>
    checkSecretHash(pool, client, username, given['SECRET_HASH']),
  );

/** What a sign-in by triggers answers after each step. */
async function answerToCustom(
  pool: Pool,
  { client, caller }: Asking,
  step: CustomStep,
): Promise<object> {
  if (step.kind === 'done') return answerTo(pool, client, caller, step);
  const { challenge: ChallengeName, session: Session, parameters: ChallengeParameters } = step;
  return { ChallengeName, Session, ChallengeParameters };
}

/** The ways in. */
const flows: Record<string, Flow> = {
  USER_PASSWORD_AUTH: byPassword,
  ADMIN_USER_PASSWORD_AUTH: byPassword,
  ADMIN_NO_SRP_AUTH: byPassword,
  USER_SRP_AUTH: async (pool, given, { client, caller }) => {
    const name = nameIn(pool, client, given);
    const srpA = need(given, 'SRP_A');
    await preAuthenticate(pool, name, caller);
    const ChallengeParameters = pool.srp.begin(name, srpA);
    return { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters };
  },
  REFRESH_TOKEN_AUTH: refreshWith,
  REFRESH_TOKEN: refreshWith,
  CUSTOM_AUTH: async (pool, given, { client, caller }) => {
    const name = nameIn(pool, client, given);
    const srpA = given['CHALLENGE_NAME'] === 'SRP_A' ? need(given, 'SRP_A') : undefined;
    await preAuthenticate(pool, name, caller);
    const asking = { client, caller: withoutMetadata(caller) };
    const step = await pool.customSignIns.begin(name, srpA, asking.caller);
    return answerToCustom(pool, asking, step);
  },
  USER_AUTH: byChoice,
};

/** The parameter that answers a challenge. `MFA_SETUP` was answered by VerifySoftwareToken. */
const answers = {
  NEW_PASSWORD_REQUIRED: 'NEW_PASSWORD',
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN_MFA_CODE',
  MFA_SETUP: 'USERNAME',
} as const;

const challengeName = z.enum([
  ...choiceChallenges,
  'CUSTOM_CHALLENGE',
  'PASSWORD_VERIFIER',
  'NEW_PASSWORD_REQUIRED',
  'SOFTWARE_TOKEN_MFA',
  'MFA_SETUP',
]);

/** Flows that only a signed request may take, and those that only an unsigned one may. */
const isFor = (flow: string, isAdmin: boolean): boolean =>
  flow.startsWith('ADMIN_') ? isAdmin : flow !== 'USER_PASSWORD_AUTH' || !isAdmin;

/** What a client's list of flows calls each of them. */
const permissionFor = (flow: string): string[] =>
  flow.startsWith('ADMIN_')
    ? ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH']
    : [`ALLOW_${flow === 'REFRESH_TOKEN' ? 'REFRESH_TOKEN_AUTH' : flow}`, flow];

const initiation = z.object({ AuthFlow: z.enum(Object.keys(flows)), AuthParameters: parameters });
const response = z.object({
  ChallengeName: challengeName,
  ChallengeResponses: parameters,
  Session: session.optional(),
});

async function initiate(
  pool: Pool,
  { AuthFlow, AuthParameters }: z.infer<typeof initiation>,
  asking: Asking & { isAdmin: boolean },
): Promise<object> {
  const { client, isAdmin } = asking;
  if (!isFor(AuthFlow, isAdmin)) {
    throw new CognitoError('InvalidParameterException', 'Initiate Auth method not supported.');
  }
  // With rotation, tokens are refreshed by GetTokensFromRefreshToken alone.
  const isRotated = AuthFlow.startsWith('REFRESH_TOKEN') && rotates(client);
  const allowed = permissionFor(AuthFlow).some((name) => client.ExplicitAuthFlows.includes(name));
  const flow = allowed ? flows[AuthFlow] : undefined;
  if (flow && !isRotated) return flow(pool, AuthParameters, asking);
  const message = `${AuthFlow} flow not enabled for this client`;
  throw new CognitoError('InvalidParameterException', message);
}

async function respond(
  pool: Pool,
  { ChallengeName, ChallengeResponses, Session = '' }: z.infer<typeof response>,
  { client, caller }: Asking,
): Promise<object> {
  const name = nameIn(pool, client, ChallengeResponses);
  const { customSignIns } = pool;
  if (isChoice(ChallengeName)) {
    const answered = { name, session: Session, challenge: ChallengeName };
    return answerChoice(pool, answered, ChallengeResponses, { client, caller });
  }
  if (ChallengeName === 'CUSTOM_CHALLENGE') {
    const answer = need(ChallengeResponses, 'ANSWER');
    const step = await customSignIns.answer(name, Session, answer, caller);
    return answerToCustom(pool, { client, caller }, step);
  }
  if (ChallengeName === 'PASSWORD_VERIFIER') {
    const prove = () =>
      pool.srp.finish(
        need(ChallengeResponses, 'PASSWORD_CLAIM_SECRET_BLOCK'),
        need(ChallengeResponses, 'TIMESTAMP'),
        need(ChallengeResponses, 'PASSWORD_CLAIM_SIGNATURE'),
      );
    if (Session !== '') {
      const step = await customSignIns.answerPassword(name, Session, prove, caller);
      return answerToCustom(pool, { client, caller }, step);
    }
    const account = prove();
    return answerTo(pool, client, caller, pool.challenges.begin(account));
  }
  const answer = need(ChallengeResponses, answers[ChallengeName]);
  const { account } = pool.challenges.look(Session, ChallengeName);
  if (account !== pool.directory.active(name)) {
    throw new CognitoError('NotAuthorizedException', 'Invalid session for the user.');
  }
  if (ChallengeName === 'NEW_PASSWORD_REQUIRED') takeAttributes(pool, account, ChallengeResponses);
  const step = await pool.challenges.respond(ChallengeName, Session, answer, caller);
  return answerTo(pool, client, caller, step);
}

/** What somebody says about themself with their new password: `userAttributes.NAME`. */
function takeAttributes(pool: Pool, account: Account, given: Parameters): void {
  const prefix = 'userAttributes.';
  const list = Object.entries(given).flatMap(([key, Value]) =>
    key.startsWith(prefix) ? [{ Name: key.slice(prefix.length), Value }] : [],
  );
  if (list.length > 0) pool.directory.update(account, readAttributes(pool.settings, list));
}

export const authOperations: Operations = {
  InitiateAuth: byClient(initiation, async (pool, input, asking) =>
    initiate(pool, input, { ...asking, isAdmin: false }),
  ),
  RespondToAuthChallenge: byClient(response, respond),
  AdminInitiateAuth: byAdminClient(initiation, async (pool, input, asking) =>
    initiate(pool, input, { ...asking, isAdmin: true }),
  ),
  AdminRespondToAuthChallenge: byAdminClient(response, respond),
};
