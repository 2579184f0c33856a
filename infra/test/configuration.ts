import { App } from 'aws-cdk-lib';
import { ConfigurationError, stageConfig } from '../lib/config/stage-config.js';

/** What `-c key=value` would say. */
export type Values = Record<string, unknown>;

/** The project's name in the tests, whatever its stages are called by who owns them. */
export const projectName = 'cognito-secure-login';

export const read = (context: Values) =>
  stageConfig(new App({ context: { projectName, ...context } }).node);

/** The lines that an error has for each problem. */
export function problems(context: Values): string[] {
  try {
    read(context);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message.split('\n').flatMap((line) => /^ {2}- (.*)/u.exec(line)?.slice(1) ?? []);
  }
  return [];
}
