import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { Obstacle } from '../obstacle.js';
import { clientFields, clientSchema } from './client-settings.js';
import { factorsComplaint, poolId, poolSchema } from './pool-settings.js';
import type { PoolPlan } from './pools.js';

const triggerName = z.enum([
  'PreSignUp',
  'PreAuthentication',
  'PostAuthentication',
  'PostConfirmation',
  'PreTokenGeneration',
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
]);

/** Ids are needed, so that they stay; the rest is what most applications want. */
const client = z.strictObject({
  ...clientSchema.shape,
  ClientId: clientSchema.shape.ClientId.unwrap(),
  AllowedOAuthFlowsUserPoolClient: z.boolean().default(true),
  AllowedOAuthFlows: clientFields.AllowedOAuthFlows.unwrap().default(['code']),
  AllowedOAuthScopes: clientFields.AllowedOAuthScopes.unwrap().default([
    'openid',
    'email',
    'profile',
  ]),
  ExplicitAuthFlows: clientFields.ExplicitAuthFlows.unwrap().default([
    'ALLOW_USER_PASSWORD_AUTH',
    'ALLOW_ADMIN_USER_PASSWORD_AUTH',
    'ALLOW_USER_SRP_AUTH',
    'ALLOW_USER_AUTH',
    'ALLOW_CUSTOM_AUTH',
    'ALLOW_REFRESH_TOKEN_AUTH',
  ]),
});

const pool = z
  .strictObject({
    ...poolSchema.shape,
    Id: poolId,
    Clients: z.array(client).default([]),
    LambdaConfig: z.partialRecord(triggerName, z.string()).default({}),
  })
  .superRefine((settings, context) => {
    const message = factorsComplaint(settings);
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['Policies'], message });
  });

/** What `LOCAL_COGNITO_CONFIG` names. Paths in it count from its own folder. */
const settingsFileSchema = z.strictObject({
  $schema: z.string().optional(),
  Host: z.string().optional(),
  Port: z.number().int().min(0).max(65_535).optional(),
  BrowserUrl: z.url().optional(),
  ServerUrl: z.url().optional(),
  Tls: z.strictObject({ CertificateFile: z.string(), KeyFile: z.string() }).optional(),
  UserPools: z.array(pool).min(1),
});

/** The same for editors: `docs/local-cognito.schema.json`. */
export const settingsFileJsonSchema = () => ({
  ...z.toJSONSchema(settingsFileSchema, { io: 'input', unrepresentable: 'any' }),
  title: 'The settings file of the local Cognito',
});

type Pool = z.infer<typeof pool>;

export interface FileSettings {
  host?: string;
  port?: number;
  browserUrl?: string;
  serverUrl?: string;
  tls?: { cert: string; key: string };
  pools: PoolPlan[];
}

/**
 * The settings file, and all that it names.
 *
 * @param given its path, or the settings themselves, for a container that gets no file: they begin with a brace
 * @param folder where its pools keep their state, each in a folder of its own
 * @throws {Obstacle} naming every problem
 */
export function readSettingsFile(given: string, folder: string | undefined): FileSettings {
  const isText = given.trimStart().startsWith('{');
  const path = isText ? 'LOCAL_COGNITO_CONFIG' : given;
  const text = isText ? given : read('.', given);
  const parsed = settingsFileSchema.safeParse(parseJson(path, text));
  if (!parsed.success) throw new Obstacle(`${path}:\n${z.prettifyError(parsed.error)}`);
  const { Host, Port, BrowserUrl, ServerUrl, Tls, UserPools } = parsed.data;
  refuseTwice(
    path,
    'pools',
    UserPools.map(({ Id }) => Id),
  );
  refuseTwice(
    path,
    'clients',
    UserPools.flatMap(({ Clients }) => Clients.map(({ ClientId }) => ClientId)),
  );
  const from = isText ? resolve() : dirname(resolve(given));
  return {
    host: Host,
    port: Port,
    browserUrl: BrowserUrl,
    serverUrl: ServerUrl,
    tls: Tls && { cert: read(from, Tls.CertificateFile), key: read(from, Tls.KeyFile) },
    pools: UserPools.map((one) => ({
      settings: one,
      triggers: triggersOf(from, one),
      folder: folder === undefined ? undefined : join(folder, one.Id),
    })),
  };
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Obstacle(`${path} is no JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

function read(from: string, path: string): string {
  const file = resolve(from, path);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new Obstacle(`There is no file ${file}.`);
}

function refuseTwice(path: string, what: string, ids: string[]): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Obstacle(`${path}: two ${what} have the id ${twice}.`);
}

/** Modules that export `handler`, each loaded at its first event, as a Lambda is. */
function triggersOf(from: string, { LambdaConfig }: Pool): PoolPlan['triggers'] {
  const handlers = Object.entries(LambdaConfig).map(([name, path]) => {
    const file = resolve(from, path);
    if (!existsSync(file)) throw new Obstacle(`There is no file ${file}, for ${name}.`);
    const run = async (event: unknown): Promise<unknown> => {
      const loaded: { handler?: unknown } = await import(pathToFileURL(file).href);
      if (typeof loaded.handler !== 'function') throw new Error(`${file} exports no handler`);
      return loaded.handler(event);
    };
    return [name.charAt(0).toLowerCase() + name.slice(1), run];
  });
  return () => Object.fromEntries(handlers);
}
