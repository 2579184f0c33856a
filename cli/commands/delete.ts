import { AdminDeleteUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Problem } from '../problem.js';
import { EMAIL, examples, someone, type Register } from './command.js';

export const registerDelete: Register = (program, act) => {
  program
    .command('delete')
    .summary('delete somebody, for good')
    .argument('<email>', EMAIL)
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('delete carol@example.com', 'delete carol@example.com --yes'))
    .action(
      act(async ({ sdk, target, questions }, name: string, { yes }: { yes?: boolean }) => {
        const email = someone(name);
        const question = `Delete ${email} from ${target.pool} for good? (y/N)`;
        if (yes !== true && !(await questions.confirm(question))) {
          throw new Problem('declined', 'Nobody was deleted.');
        }
        await sdk.send(new AdminDeleteUserCommand({ UserPoolId: target.pool, Username: email }));
        return { text: `${email} is deleted.`, data: { email, outcome: 'deleted' } };
      }),
    );
};
