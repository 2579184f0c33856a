import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { usageProblem } from '../problem.js';
import type { Place } from './place.js';

export const DEFAULT_OUTPUTS = 'cdk-outputs.json';

/** What `cdk deploy --outputs-file` writes: the outputs of each stack by its name. */
const schema = z.record(
  z.string(),
  z.object({
    UserPoolId: z.string().optional(),
    UserPoolClientId: z.string().optional(),
    ClientSecretArn: z.string().optional(),
  }),
);

/**
 * The pool and the client that the stacks of a file tell of. Where there are several, `wanted`
 * says which.
 *
 * @throws {Problem} when the file isn't there or isn't what the CDK writes, or leaves a choice.
 */
export function placeInOutputs(path: string, wanted: Place = {}): Place {
  if (!existsSync(path)) throw usageProblem(`There is no file ${path}.`);
  const parsed = schema.safeParse(parseJson(readFileSync(path, 'utf8')));
  if (!parsed.success) {
    throw usageProblem(`${path} is not a file of CDK outputs, as --outputs-file writes them.`);
  }
  const stacks = Object.values(parsed.data);
  const only = (ids: (string | undefined)[], choice: string | undefined, option: string) => {
    const several = [...new Set(ids.filter((id) => id !== undefined))];
    if (several.length < 2) return several[0];
    if (choice !== undefined) return choice;
    throw usageProblem(`${path} names ${several.join(' and ')}: choose with ${option}.`);
  };
  const pools = stacks.map(({ UserPoolId: id }) => id);
  const pool = only(pools, wanted.pool, '--pool');
  // Where stacks have pools of their own, a client is its own stack's; else any stack may name it.
  const isApart = new Set(pools.filter((id) => id !== undefined)).size > 1;
  const clients = stacks.flatMap(({ UserPoolId: id, UserPoolClientId: client }) =>
    isApart && id !== pool ? [] : [client],
  );
  const client = only(clients, wanted.client, '--client');
  const owner = stacks.find(({ UserPoolClientId: id }) => id !== undefined && id === client);
  return { pool, client, secretId: owner?.ClientSecretArn };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no schema accepts it
  }
}
