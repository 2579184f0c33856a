import { existsSync } from 'node:fs';
import { usageProblem } from '../problem.js';
import { placeOfLocalStack } from './local-stack.js';
import { DEFAULT_OUTPUTS, placeInOutputs } from './outputs.js';
import { placeInEnvironment, type Environment, type Place } from './place.js';

export interface TargetOptions extends Place {
  outputs?: string;
  local?: boolean;
}

/** The user pool that a command works on, and the client as which people sign in to it. */
export interface Target {
  pool: string;
  region: string;
  client: string | undefined;
  clientSecret: string | undefined;
  /** Where Secrets Manager keeps it. */
  secretId: string | undefined;
  endpoint: string | undefined;
}

/**
 * Options first, then the environment, then a file of CDK outputs. `--local` and `--outputs` are
 * options too: they go before the environment, so that a variable that is still set from other
 * work doesn't turn a command to another pool.
 *
 * @throws {Problem} when something is missing or can't be right.
 */
export function resolveTarget(
  options: TargetOptions,
  environment: Environment,
  defaultOutputs = DEFAULT_OUTPUTS,
): Target {
  const sources = sourcesOf(options, environment, defaultOutputs);
  const pool = first(sources, 'pool');
  if (pool === undefined) throw usageProblem(WHICH_POOL);
  // What belongs to another pool, or to another client, doesn't fit this one.
  const ofPool = sources.filter(fits('pool', pool));
  const client = first(ofPool, 'client');
  const ofClient = ofPool.filter(fits('client', client));
  return {
    pool,
    region: regionOf(pool, options.region),
    client,
    clientSecret: first(ofClient, 'clientSecret'),
    secretId: first(ofClient, 'secretId'),
    endpoint: checkEndpoint(first(ofPool, 'endpoint')),
  };
}

const WHICH_POOL =
  'Which user pool? Say --local for the local stack, or --pool, or set COGNITO_ISSUER, ' +
  `or have the CDK write ${DEFAULT_OUTPUTS}.`;

/** What speaks first comes first. */
function sourcesOf(
  options: TargetOptions,
  environment: Environment,
  defaultOutputs: string,
): Place[] {
  if (options.local === true) return [options, placeOfLocalStack(environment)];
  const said = placeInEnvironment(environment);
  if (options.outputs !== undefined) {
    return [options, placeInOutputs(options.outputs, options), said];
  }
  const wanted = { pool: options.pool ?? said.pool, client: options.client ?? said.client };
  // A file that has nothing to add isn't read, so that it can't be in the way.
  const isNeeded = wanted.pool === undefined || wanted.client === undefined;
  return isNeeded && existsSync(defaultOutputs)
    ? [options, said, placeInOutputs(defaultOutputs, wanted)]
    : [options, said];
}

const first = (sources: Place[], key: keyof Place): string | undefined =>
  sources.map((place) => place[key]).find((value) => value !== undefined);

const fits = (key: keyof Place, chosen: string | undefined) => (place: Place) =>
  place[key] === undefined || place[key] === chosen;

/**
 * A pool's id begins with its region. AWS_REGION isn't read: shells tend to have it set for other
 * things.
 */
function regionOf(pool: string, wanted: string | undefined): string {
  // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html
  const region = /^(?<region>[\w-]+)_[\da-zA-Z]+$/u.exec(pool)?.groups?.['region'];
  if (region === undefined) {
    throw usageProblem(`${pool} is not the id of a user pool, which looks like eu-central-1_AbCd.`);
  }
  if (wanted !== undefined && wanted !== region) {
    throw usageProblem(`The pool ${pool} is in ${region}, not in ${wanted}.`);
  }
  return region;
}

function checkEndpoint(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined || /^https?:\/\//u.test(endpoint)) return endpoint;
  throw usageProblem(`${endpoint} is not an endpoint: it has to begin with http:// or https://.`);
}
