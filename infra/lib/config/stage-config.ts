import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Node } from 'constructs';
import { z } from 'zod';
import { defaults } from './defaults.js';
import { brokenRules } from './rules.js';
import { keys, type Keys } from './schema.js';

const FOLDER = join(import.meta.dirname, '../../config');

/** A stage's configuration as the stacks read it: complete, checked, and its parts agree. */
export interface StageConfig extends Keys {
  callbackUrls: string[];
  logoutUrls: string[];
  /** Begins names: `PROJECT-STAGE`. */
  prefix: string;
  /** prod’s data outlives its stacks. dev goes without a trace. */
  isKept: boolean;
}

/** Names every problem at once, and what to do about each. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(source: string, problems: string[]) {
    const lines = problems.map((problem) => `  - ${problem}`);
    super(`${source} can’t be used:\n${lines.join('\n')}\ndocs/deploy.md explains every key.`);
  }
}

/**
 * Reads the configuration of the stage `-c stage=…`: its defaults, over them its file
 * (`-c config=PATH`, or infra/config/STAGE.json where there is one), over that `-c key=value`. With
 * `-c deploying=true`, as `npm run infra:deploy` has it, the file's examples are refused.
 *
 * @throws {ConfigurationError}
 */
export const stageConfig = (app: Node): StageConfig => {
  const { stage, config: path, deploying, ...context } = ownContext(app);
  const known = keys.shape.stage.safeParse(stage);
  if (!known.success) {
    throw new ConfigurationError('The stage', ['stage: give -c stage=dev or -c stage=prod']);
  }
  const file = fileOf(known.data, path);
  const source = `The configuration of ${known.data} (${file ? `${file.name} and ` : ''}-c key=value)`;
  const input = { ...defaults[known.data], ...file?.values, ...context, stage: known.data };
  const { problems, values } = check(input);
  if (deploying !== undefined) problems.push(...examples(input));
  if (!values || problems.length > 0) throw new ConfigurationError(source, problems);
  return complete(values);
};

/** What infra/config/prod.json begins with can be looked at, and belongs to nobody who deploys it. */
const EXAMPLE = /example\.com|\b111122223333\b/u;
const examples = (input: Record<string, unknown>): string[] =>
  Object.entries(input)
    .filter(([, value]) => EXAMPLE.test(JSON.stringify(value)))
    .map(([key]) => `${key}: is still the example: put your own there before you deploy`);

/** What was said for us. The CDK's own keys have a colon, a slash or a hyphen in them. */
const ownContext = (app: Node): Record<string, unknown> => {
  const context: Record<string, unknown> = app.getAllContext();
  return Object.fromEntries(Object.entries(context).filter(([key]) => /^[a-z]+$/iu.test(key)));
};

const fileOf = (stage: string, path: unknown) => {
  const chosen = typeof path === 'string' ? resolve(path) : join(FOLDER, `${stage}.json`);
  const name = relative('.', chosen);
  if (!existsSync(chosen)) {
    if (path === undefined) return undefined;
    throw new ConfigurationError('The file', [`config: there is no ${name}`]);
  }
  const values = z
    .record(z.string(), z.unknown())
    .safeParse(parseJson(readFileSync(chosen, 'utf8')));
  if (values.success) return { name, values: values.data };
  throw new ConfigurationError('The file', [`config: ${name} must be one JSON object`]);
};

const parseJson = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // no schema accepts it
  }
};

const check = (input: Record<string, unknown>): { problems: string[]; values?: Keys } => {
  const parsed = keys.safeParse(input);
  if (parsed.success) return { problems: described(brokenRules(parsed.data)), values: parsed.data };
  const { issues } = parsed.error;
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  const unsound = new Map(
    issues
      .filter(({ code }) => code !== 'unrecognized_keys')
      .map(({ path: [key], message }) => [
        String(key),
        input[String(key)] === undefined ? `is required: ${message}` : message,
      ]),
  );
  const sound = Object.entries(input).filter(
    ([key]) => !unsound.has(key) && !unknown.includes(key),
  );
  return {
    problems: [
      ...unknown.map((key) => `${key}: there is no such key`),
      ...[...unsound].map(([key, message]) => `${key}: ${message}`),
      // One start names every problem: those between the others too.
      ...described(brokenRules(keys.partial().parse(Object.fromEntries(sound)))),
    ],
  };
};

const described = (broken: ReturnType<typeof brokenRules>): string[] =>
  broken.map(({ key, advice }) => `${key}: ${advice}`);

const complete = (values: Keys): StageConfig => {
  const { stage, projectName, publicUrl } = values;
  // In dev a product on this machine may use the pool too.
  const origins = stage === 'dev' ? [publicUrl, 'http://localhost:3000'] : [publicUrl];
  const at = (path: string) => [...new Set(origins.map((origin) => `${origin}${path}`))];
  return {
    ...values,
    callbackUrls: values.callbackUrls ?? at('/auth/callback'),
    logoutUrls: values.logoutUrls ?? at('/'),
    prefix: `${projectName}-${stage}`,
    isKept: stage === 'prod',
  };
};
