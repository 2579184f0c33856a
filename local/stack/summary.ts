import { styleText } from 'node:util';
import type { Person } from '../cognito/people.js';

interface Summary {
  address: string;
  cognito: string;
  gateway: string;
  files: string;
  people: Person[];
}

const bold = (text: string) => styleText('bold', text);
const dim = (text: string) => styleText('dim', text);

/** What someone who just started the stack wants to know. */
export function summary({ address, cognito, gateway, files, people }: Summary): string {
  const width = Math.max(...people.map(({ email }) => email.length));
  return [
    '',
    `  ${bold('Ready:')} ${styleText(['bold', 'cyan'], address)}`,
    '',
    '  Sign in as',
    ...people.map(
      ({ email, password, groups }) =>
        `    ${email.padEnd(width)}  ${bold(password)}  ${dim(groups.join(', '))}`,
    ),
    `  and get a code with  ${bold(`npm run otp -- ${people[0]?.email ?? 'EMAIL'}`)}`,
    '  Or sign up: the mails are printed here.',
    '',
    dim(`  Local Cognito ${cognito}   local API ${gateway}   local files ${files}`),
    dim('  stop with Ctrl-C'),
    '',
    '',
  ].join('\n');
}
