import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Option } from 'commander';
import { z } from 'zod';
import { requireGroups } from '../cognito/groups.js';
import { userOf, type User } from '../cognito/users.js';
import { usageProblem } from '../problem.js';
import { PASSWORD } from '../terminal/questions.js';
import { examples, type Context, type Register } from './command.js';

interface CreateOptions {
  group: string[];
  password?: string;
  temporary?: boolean;
  invite?: boolean;
}

export const registerCreate: Register = (program, act) => {
  program
    .command('create')
    .summary('create a user')
    .description(
      'Creates a user whose e-mail address counts as verified, and asks for the password.',
    )
    .argument('<email>', 'the e-mail address')
    .addOption(
      new Option('--group <group>', 'put the user in this group (may be repeated)')
        .argParser((group, before: string[]) => [...before, group])
        .default([], 'none'),
    )
    .option('--password <password>', 'the password; other people on this machine may see it')
    .option('--temporary', 'the user has to replace the password at the first sign-in')
    .addOption(
      new Option(
        '--invite',
        'Cognito makes up a temporary password and mails it to the user',
      ).conflicts(['password', 'temporary']),
    )
    .addHelpText(
      'after',
      examples(
        'create carol@example.com --group admins',
        'create carol@example.com --invite',
        'create carol@example.com --stdin --json < password.txt',
      ),
    )
    .action(act(create));
};

async function create(context: Context, address: string, options: CreateOptions) {
  const { sdk, target, questions } = context;
  const email = z.email().safeParse(address.trim()).data;
  if (email === undefined) throw usageProblem(`${address} is not an e-mail address.`);
  await requireGroups(sdk, target.pool, options.group);
  const password =
    options.invite === true
      ? undefined
      : (options.password ?? (await questions.askTwice(PASSWORD, email)));

  const user = await createUser(context, email, password);
  const isPermanent = password !== undefined && options.temporary !== true;
  try {
    const who = { UserPoolId: target.pool, Username: email };
    if (isPermanent) {
      const permanent = { ...who, Password: password, Permanent: true };
      await sdk.send(new AdminSetUserPasswordCommand(permanent));
    }
    for (const group of options.group) {
      await sdk.send(new AdminAddUserToGroupCommand({ ...who, GroupName: group }));
    }
  } catch (error) {
    context.output.note(
      `${email} is created, but not all that was wanted: see "password" and "add".\n`,
    );
    throw error;
  }
  const status = isPermanent ? 'CONFIRMED' : user.status;
  return {
    text: textOf(context, email, options),
    data: { ...user, email, status, groups: options.group },
  };
}

/** Without a password Cognito makes one up and mails it. */
async function createUser(
  { sdk, target }: Context,
  email: string,
  password: string | undefined,
): Promise<User> {
  const answer = await sdk.send(
    new AdminCreateUserCommand({
      UserPoolId: target.pool,
      Username: email,
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ],
      // The password goes along already here, so that a bad one leaves no half-made user behind.
      ...(password === undefined
        ? { DesiredDeliveryMediums: ['EMAIL'] }
        : { TemporaryPassword: password, MessageAction: 'SUPPRESS' }),
    }),
  );
  return userOf(answer.User ?? {});
}

function textOf(
  { next }: Context,
  email: string,
  { group, temporary, invite }: CreateOptions,
): string {
  const groups = group.length === 0 ? '' : `, in ${group.join(' and ')}`;
  const then =
    invite === true
      ? 'Cognito mailed a temporary password.'
      : temporary === true
        ? 'The password has to be replaced at the first sign-in.'
        : `Next, an authenticator app: ${next(`enrol ${email}`)}`;
  return `${email} is created${groups}.\n${then}`;
}
