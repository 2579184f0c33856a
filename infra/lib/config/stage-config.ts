import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Node } from 'constructs';
import { z } from 'zod';
import { stages } from '../../config/stages.js';
import { defaults } from './defaults.js';
import { brokenRules } from './rules.js';
import { keys, type Keys } from './schema.js';

/** A stage's configuration as the stacks read it: complete, checked, and its parts agree. */
export interface StageConfig extends Keys {
  callbackUrls: string[];
  logoutUrls: string[];
  allowedEmailDomains: string[];
  /** Begins names: `PROJECT-STAGE`. */
  prefix: string;
  /** Data of a stage of kind prod outlives its stacks. Of kind dev nothing stays. */
  isKept: boolean;
}

/** Names every problem at once, and what to do about each. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(source: string, problems: string[]) {
    const lines = problems.map((problem) => `  - ${problem}`);
    super(`${source} can’t be used:\n${lines.join('\n')}\ndocs/stages.md explains every key.`);
  }
}

/** What every stage's values stand in. */
const STAGES = 'infra/config/stages.ts';

/**
 * Reads the configuration of the stage `-c stage=…`: the defaults of its kind, over them what
 * infra/config/stages.ts has for it (or the JSON file of `-c config=PATH`), over that `-c key=value`.
 * With `-c deploying=true`, as `npm run infra:deploy` has it, the examples there are refused.
 *
 * @throws {ConfigurationError}
 */
export const stageConfig = (app: Node): StageConfig => configOf(ownContext(app));

/** The same, of what would be said by `-c`. @throws {ConfigurationError} */
export function configOf(said: Record<string, unknown>): StageConfig {
  const { stage: name, config: path, deploying, ...context } = said;
  const known = keys.shape.stage.safeParse(name);
  if (!known.success) throw noStage(`stage: ${known.error.issues[0]?.message}`);
  const stage = known.data;
  const file = valuesOf(stage, path);
  const named = context['kind'] ?? file?.values['kind'] ?? stages[stage]?.kind;
  const kind = keys.shape.kind.safeParse(named);
  if (!kind.success) {
    throw noStage(
      named === undefined
        ? `kind: ${stage} isn’t in ${STAGES}: add it there, or say -c kind=dev`
        : `kind: ${kind.error.issues[0]?.message}`,
    );
  }
  const source = `The configuration of ${stage} (${file ? `${file.name} and ` : ''}-c key=value)`;
  const input = withoutCleared({
    ...defaults[kind.data],
    ...file?.values,
    ...context,
    stage,
    kind: kind.data,
  });
  const { problems, values } = check(input);
  if (deploying !== undefined) problems.push(...examples(input));
  if (!values || problems.length > 0) throw new ConfigurationError(source, problems);
  return complete(values);
}

/** `-c key=` takes away what a file says, where a stage can be without it. */
function withoutCleared(given: Record<string, unknown>): Record<string, unknown> {
  const shape: Record<string, z.ZodType> = keys.shape;
  const isCleared = ([key, value]: [string, unknown]) =>
    value === '' && shape[key]?.safeParse(undefined).success;
  return Object.fromEntries(Object.entries(given).filter((entry) => !isCleared(entry)));
}

/** What prod begins with can be looked at, and belongs to nobody who deploys it. */
const EXAMPLE = /(?<![\w-])example\.com(?!\.?[\w-])|\b111122223333\b/u;
const examples = (input: Record<string, unknown>): string[] =>
  Object.entries(input)
    .filter(([, value]) => EXAMPLE.test(JSON.stringify(value)))
    .map(([key]) => `${key}: is still the example: put your own there before you deploy`);

/** What was said for us. The CDK's own keys have a colon, a slash or a hyphen in them. */
function ownContext(app: Node): Record<string, unknown> {
  const context: Record<string, unknown> = app.getAllContext();
  return Object.fromEntries(Object.entries(context).filter(([key]) => /^[a-z]+$/iu.test(key)));
}

const noStage = (problem: string) =>
  new ConfigurationError('The stage', [problem, `stages: ${Object.keys(stages).join(', ')}`]);

function valuesOf(
  stage: string,
  path: unknown,
): { name: string; values: Record<string, unknown> } | undefined {
  if (typeof path === 'string') return fileAt(path);
  const values = stages[stage];
  return values && { name: STAGES, values: { ...values } };
}

function fileAt(path: string) {
  const chosen = resolve(path);
  const name = relative('.', chosen);
  if (!existsSync(chosen)) {
    throw new ConfigurationError('The file', [`config: there is no ${name}`]);
  }
  const values = z
    .record(z.string(), z.unknown())
    .safeParse(parseJson(readFileSync(chosen, 'utf8')));
  if (values.success) return { name, values: values.data };
  throw new ConfigurationError('The file', [`config: ${name} must be one JSON object`]);
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // no schema accepts it
  }
}

function check(input: Record<string, unknown>): { problems: string[]; values?: Keys } {
  const parsed = keys.safeParse(input);
  if (parsed.success) return { problems: described(brokenRules(parsed.data)), values: parsed.data };
  const { issues } = parsed.error;
  // Of the stage; what a value has too much, such as a provider, is wrong with that.
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
  const unsound = new Map(
    issues
      .filter((issue) => issue.path.length > 0)
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
}

const described = (broken: ReturnType<typeof brokenRules>): string[] =>
  broken.map(({ key, advice }) => `${key}: ${advice}`);

function complete(values: Keys): StageConfig {
  const { stage, kind, projectName, publicUrl } = values;
  // Of kind dev: a product on this machine may use the pool too.
  const origins = kind === 'dev' ? [publicUrl, 'http://localhost:3000'] : [publicUrl];
  const at = (path: string) => [...new Set(origins.map((origin) => `${origin}${path}`))];
  return {
    ...values,
    callbackUrls: values.callbackUrls ?? at('/auth/callback'),
    logoutUrls: values.logoutUrls ?? at('/'),
    allowedEmailDomains: values.allowedEmailDomains ?? [],
    prefix: `${projectName}-${stage}`,
    isKept: kind === 'prod',
  };
}
