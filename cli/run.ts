import { createInterface } from 'node:readline/promises';
import { CommanderError, type Command } from 'commander';
import { connect } from './cognito/connect.js';
import { explain } from './cognito/explain.js';
import type { Act } from './commands/command.js';
import { Problem, usageProblem } from './problem.js';
import { createProgram, type CommonOptions } from './program.js';
import type { Environment } from './destination/place.js';
import { nextCommandFor } from './destination/next-command.js';
import { resolveTarget } from './destination/target.js';
import { Output } from './terminal/output.js';
import { promptOn } from './terminal/prompt.js';
import { Questions } from './terminal/questions.js';
import { Redactor } from './terminal/redact.js';

interface Terminal {
  isTTY?: boolean;
}

/** What a process has around it. */
export interface Surroundings {
  environment: Environment;
  stdin: NodeJS.ReadableStream & Terminal;
  stdout: NodeJS.WritableStream & Terminal;
  stderr: NodeJS.WritableStream & Terminal;
}

/** Runs one command. Gives the exit code. */
export async function run(args: string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings;
  const redactor = new Redactor();
  const program = createProgram(actIn(surroundings, redactor), {
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text),
    outputError: () => undefined, // said below, in this tool's own way
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    const problem = error instanceof CommanderError ? usageOf(error) : error;
    if (problem === undefined) return 0;
    const { code, message, exitCode } = explain(problem, NOTHING);
    const said = redactor.clean(message);
    const isJson = args.includes('--json');
    stderr.write(`${isJson ? JSON.stringify({ error: { code, message: said } }) : said}\n`);
    return exitCode;
  }
}

/** What a failure before any command is about. */
const NOTHING = { who: '', pool: '', endpoint: '', next: nextCommandFor({}) };

/** Puts together what a command works with, and prints what came of it. */
const actIn =
  ({ environment, stdin, stdout, stderr }: Surroundings, redactor: Redactor): Act =>
  (command) =>
    async function (this: Command, ...args) {
      const options = this.optsWithGlobals<CommonOptions & { password?: string }>();
      const target = resolveTarget(options, environment);
      redactor.hide(target.clientSecret);
      redactor.hide(options.password);
      const sdk = connect(target);
      const next = nextCommandFor(options);
      const lines = options.stdin === true ? createInterface({ input: stdin }) : undefined;
      const isInteractive = stdin.isTTY === true && stderr.isTTY === true;
      const questions = new Questions({
        environment,
        lines: lines?.[Symbol.asyncIterator](),
        prompt: isInteractive ? promptOn(stdin, stderr) : undefined,
        hide: redactor.hide,
      });
      const output = new Output(
        options.json === true,
        stdout.isTTY === true,
        (text) => stdout.write(text),
        (text) => stderr.write(text),
      );
      try {
        output.show(await command({ target, sdk, questions, output, next }, ...args));
      } catch (error) {
        const [who] = args;
        const endpoint = target.endpoint ?? `cognito-idp.${target.region}.amazonaws.com`;
        throw explain(error, {
          who: typeof who === 'string' ? who : 'this user',
          pool: target.pool,
          endpoint,
          next,
        });
      } finally {
        lines?.close();
        sdk.destroy();
      }
    };

/**
 * What commander found wrong; nothing when it was asked for help. What follows an option or was too
 * much isn't repeated: it may have been meant as a password.
 */
function usageOf({ exitCode, message, code }: CommanderError): Problem | undefined {
  if (exitCode === 0) return undefined;
  if (code === 'commander.help') return usageProblem('Say which command.');
  const said = message
    .replace(/^error: (?<first>.)/u, (_all, first: string) => first.toUpperCase())
    .replace(code === 'commander.excessArguments' ? /\. .*$/su : /(?<==)[^']*(?=')/u, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  return usageProblem(`${said}. See: npm run user -- --help`);
}
