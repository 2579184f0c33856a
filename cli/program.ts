import { Command, Option, type OutputConfiguration } from 'commander';
import { registerChanges } from './commands/changes.js';
import { examples, type Act } from './commands/command.js';
import { registerClientSecret } from './commands/client-secret.js';
import { registerCreate } from './commands/create.js';
import { registerDelete } from './commands/delete.js';
import { registerEnrol } from './commands/enrol.js';
import { registerGroups } from './commands/groups.js';
import { registerList } from './commands/list.js';
import { registerPassword } from './commands/password.js';
import { registerSignIn } from './commands/sign-in.js';
import type { TargetOptions } from './destination/target.js';

/** The options of every command. */
export interface CommonOptions extends TargetOptions {
  json?: boolean;
  stdin?: boolean;
}

/**
 * All commands. A command line that is wrong, and a call for help, end it with a CommanderError.
 */
export function createProgram(act: Act, output: OutputConfiguration): Command {
  const program = new Command('npm run user --')
    .description('The users of a Cognito user pool, on AWS or in the local stack.')
    .exitOverride()
    .configureOutput(output)
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(false)
    .helpOption('-h, --help', 'show this help')
    .option('--local', 'work on the local stack that npm start runs')
    .option('--pool <id>', 'the user pool (or COGNITO_POOL_ID, COGNITO_ISSUER)')
    .option('--client <id>', 'the app client that people sign in to (or COGNITO_CLIENT_ID)')
    .option('--client-secret <secret>', 'its secret (better: COGNITO_CLIENT_SECRET)')
    .option('--secret-id <id>', 'where Secrets Manager keeps it (or COGNITO_CLIENT_SECRET_ID)')
    .option('--region <region>', 'the region of the pool, to be safe: its id has it')
    .option('--endpoint <url>', 'where the API is, if not at AWS (or COGNITO_IDP_ENDPOINT)')
    .addOption(
      new Option(
        '--outputs <file>',
        'take pool and client from a file of CDK outputs (cdk-outputs.json is found by itself)',
      ).conflicts('local'),
    )
    .option('--stdin', 'take answers from standard input, one a line, instead of asking')
    .option('--json', 'print JSON, for programs')
    .addHelpText('after', HELP);
  for (const register of [
    registerCreate,
    registerPassword,
    registerEnrol,
    registerSignIn,
    registerList,
    registerGroups,
    registerChanges,
    registerDelete,
    registerClientSecret,
  ]) {
    register(program, act);
  }
  return program;
}

const HELP = `${examples(
  'create carol@example.com --group admins --local',
  'enrol carol@example.com --local',
  'list --pool eu-central-1_AbCdEfGhI',
)}

What would be asked may also come from the environment: USER_PASSWORD, USER_NEW_PASSWORD, USER_CODE.

Exit codes: 0 done, 1 refused, 2 wrong use, 130 cancelled.
In scripts: npm --silent run user -- … --json`;
