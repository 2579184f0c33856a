import { z } from 'zod';
import type { Caller } from '../caller.js';
import type { Client } from '../client-settings.js';
import { CognitoError } from '../cognito-error.js';
import type { Pool } from '../pool.js';
import { checkSecretHash } from './operation.js';

export const parameters = z.record(z.string(), z.string().max(131_072)).default({});
export type Parameters = z.infer<typeof parameters>;

/** Who signs somebody in. */
export interface Asking {
  client: Client;
  caller: Caller;
}

/** A way in: what InitiateAuth answers to its parameters. */
export type Flow = (pool: Pool, given: Parameters, asking: Asking) => Promise<object>;

/** @throws {CognitoError} `InvalidParameterException` */
export function need(given: Parameters, name: string): string {
  const value = given[name];
  if (value !== undefined && value !== '') return value;
  throw new CognitoError('InvalidParameterException', `Missing required parameter ${name}`);
}

/** Whom a request is about. @throws {CognitoError} when the client doesn't prove its secret */
export function nameIn(pool: Pool, client: Client, given: Parameters): string {
  const name = need(given, 'USERNAME');
  checkSecretHash(pool, client, name, given['SECRET_HASH']);
  return name;
}

/** What the metadata of a sign-in is to this trigger (AWS: "Pre authentication Lambda trigger"). */
export const preAuthenticate = async (pool: Pool, name: string, caller: Caller): Promise<void> =>
  pool.triggers.preAuthentication(name, pool.directory.find(name), {
    ...caller,
    validationData: caller.metadata,
  });

/** Of a sign-in's metadata no trigger hears but the first (AWS: InitiateAuth, `ClientMetadata`). */
export const withoutMetadata = ({ clientId }: Caller): Caller => ({ clientId });
