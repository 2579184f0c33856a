import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { Command } from 'commander';
import { usageProblem } from '../problem.js';
import { NPM, type NextCommand } from '../destination/next-command.js';
import type { Target } from '../destination/target.js';
import type { Output, Result } from '../terminal/output.js';
import type { Questions } from '../terminal/questions.js';

/** What every command works with. */
export interface Context {
  target: Target;
  sdk: CognitoIdentityProviderClient;
  questions: Questions;
  output: Output;
  next: NextCommand;
}

/** Turns what a command does into what commander calls; its arguments are commander's. */
export type Act = <Args extends unknown[]>(
  run: (context: Context, ...args: Args) => Promise<Result>,
) => (this: Command, ...args: Args) => Promise<void>;

/** Adds a command to the program. */
export type Register = (program: Command, act: Act) => void;

/** The end of a command's help. */
export const examples = (...lines: string[]): string =>
  ['', 'Examples:', ...lines.map((line) => `  $ ${NPM} ${line}`)].join('\n');

export const EMAIL = 'the e-mail address (or the username) of somebody';

/** @throws {Problem} */
export function someone(name: string): string {
  if (name.trim() === '') throw usageProblem('The e-mail address is empty.');
  return name.trim();
}
