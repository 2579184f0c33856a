import { AdminSetUserPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD } from '../terminal/questions.js';
import { EMAIL, examples, someone, type Register } from './command.js';

export const registerPassword: Register = (program, act) => {
  program
    .command('password')
    .summary('give somebody a new password, to keep')
    .argument('<email>', EMAIL)
    .addHelpText(
      'after',
      examples('password carol@example.com', 'password carol@example.com --stdin < password.txt'),
    )
    .action(
      act(async ({ sdk, target, questions }, name: string) => {
        const email = someone(name);
        const password = await questions.askTwice(PASSWORD, email);
        await sdk.send(
          new AdminSetUserPasswordCommand({
            UserPoolId: target.pool,
            Username: email,
            Password: password,
            // Otherwise it would have to be replaced at the next sign-in.
            Permanent: true,
          }),
        );
        return {
          text: `${email} has a new password.`,
          data: { email, outcome: 'password-set' },
        };
      }),
    );
};
