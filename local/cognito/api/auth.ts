import { z } from 'zod';
import { CognitoError } from '../cognito-error.js';
import type { Pool } from '../pool.js';
import { session } from './fields.js';
import { byClient, checkSecretHash, type Operations } from './operation.js';
import { answerTo, refresh } from './tokens.js';

const parameters = z.record(z.string(), z.string().max(131_072)).default({});
type Parameters = z.infer<typeof parameters>;
type Flow = (pool: Pool, given: Parameters) => Promise<object>;

/** The ways in. Those that Cognito has and this stand-in hasn't are refused as not enabled. */
const flows: Record<string, Flow | undefined> = {
  USER_PASSWORD_AUTH: async (pool, given) => {
    const name = nameIn(pool, given);
    const password = need(given, 'PASSWORD');
    await pool.triggers.preAuthentication(name, pool.directory.find(name));
    const account = pool.directory.authenticate(name, password);
    return answerTo(pool, pool.challenges.begin(account));
  },
  USER_SRP_AUTH: async (pool, given) => {
    const name = nameIn(pool, given);
    const srpA = need(given, 'SRP_A');
    await pool.triggers.preAuthentication(name, pool.directory.find(name));
    const ChallengeParameters = pool.srp.begin(name, srpA);
    return { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters };
  },
  REFRESH_TOKEN_AUTH: async (pool, given) =>
    refresh(pool, need(given, 'REFRESH_TOKEN'), (username) =>
      checkSecretHash(pool, username, given['SECRET_HASH']),
    ),
  REFRESH_TOKEN: undefined,
  USER_AUTH: undefined,
  CUSTOM_AUTH: undefined,
  ADMIN_NO_SRP_AUTH: undefined,
  ADMIN_USER_PASSWORD_AUTH: undefined,
};

/** The parameter that answers a challenge. `MFA_SETUP` was answered by VerifySoftwareToken. */
const answers = {
  NEW_PASSWORD_REQUIRED: 'NEW_PASSWORD',
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN_MFA_CODE',
  MFA_SETUP: 'USERNAME',
} as const;

const challengeName = z.enum([
  'PASSWORD_VERIFIER',
  'NEW_PASSWORD_REQUIRED',
  'SOFTWARE_TOKEN_MFA',
  'MFA_SETUP',
]);

export const authOperations: Operations = {
  InitiateAuth: byClient(
    z.object({ AuthFlow: z.enum(Object.keys(flows)), AuthParameters: parameters }),
    async (pool, { AuthFlow, AuthParameters }) => {
      const { client, rotation } = pool.settings;
      // With rotation, tokens are refreshed by GetTokensFromRefreshToken alone.
      const isRefresh = AuthFlow === 'REFRESH_TOKEN_AUTH' && rotation.enabled;
      const flow = client.authFlows.includes(`ALLOW_${AuthFlow}`) ? flows[AuthFlow] : undefined;
      if (flow && !isRefresh) return flow(pool, AuthParameters);
      const message = `${AuthFlow} flow not enabled for this client`;
      throw new CognitoError('InvalidParameterException', message);
    },
  ),

  RespondToAuthChallenge: byClient(
    z.object({
      ChallengeName: challengeName,
      ChallengeResponses: parameters,
      Session: session.optional(),
    }),
    async (pool, { ChallengeName, ChallengeResponses, Session = '' }) => {
      const name = nameIn(pool, ChallengeResponses);
      if (ChallengeName === 'PASSWORD_VERIFIER') {
        const account = pool.srp.finish(
          need(ChallengeResponses, 'PASSWORD_CLAIM_SECRET_BLOCK'),
          need(ChallengeResponses, 'TIMESTAMP'),
          need(ChallengeResponses, 'PASSWORD_CLAIM_SIGNATURE'),
        );
        return answerTo(pool, pool.challenges.begin(account));
      }
      const answer = need(ChallengeResponses, answers[ChallengeName]);
      const { account } = pool.challenges.look(Session, ChallengeName);
      if (account !== pool.directory.active(name)) {
        throw new CognitoError('NotAuthorizedException', 'Invalid session for the user.');
      }
      return answerTo(pool, await pool.challenges.respond(ChallengeName, Session, answer));
    },
  ),
};

/** @throws {CognitoError} `InvalidParameterException` */
const need = (given: Parameters, name: string): string => {
  const value = given[name];
  if (value !== undefined && value !== '') return value;
  throw new CognitoError('InvalidParameterException', `Missing required parameter ${name}`);
};

const nameIn = (pool: Pool, given: Parameters): string => {
  const name = need(given, 'USERNAME');
  checkSecretHash(pool, name, given['SECRET_HASH']);
  return name;
};
