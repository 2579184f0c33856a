import {
  AdminAddUserToGroupCommand,
  AdminDeleteSoftwareTokenCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUserGlobalSignOutCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { requireGroups } from '../cognito/groups.js';
import { EMAIL, examples, someone, type Context, type Register } from './command.js';

/** Whom a call is about, as the SDK wants to be told. */
interface Who {
  UserPoolId: string;
  Username: string;
}

interface Change {
  name: string;
  summary: string;
  /** What became of them, in JSON. */
  outcome: string;
  sentence: (email: string, group: string) => string;
  send: (context: Context, who: Who, group: string) => Promise<unknown>;
  example: string;
}

const ofMembership: Change[] = [
  {
    name: 'add',
    summary: 'put somebody in a group',
    outcome: 'added',
    sentence: (email, group) => `${email} is in ${group}. It counts from the next tokens on.`,
    send: async ({ sdk, target }, who, group) => {
      await requireGroups(sdk, target.pool, [group]);
      return sdk.send(new AdminAddUserToGroupCommand({ ...who, GroupName: group }));
    },
    example: 'add carol@example.com admins',
  },
  {
    name: 'remove',
    summary: 'take somebody out of a group',
    outcome: 'removed',
    sentence: (email, group) =>
      `${email} is not in ${group} any more. Tokens that are out say so still, until they end.`,
    send: async ({ sdk, target }, who, group) => {
      await requireGroups(sdk, target.pool, [group]);
      return sdk.send(new AdminRemoveUserFromGroupCommand({ ...who, GroupName: group }));
    },
    example: 'remove carol@example.com admins',
  },
];

const ofUser: Change[] = [
  {
    name: 'disable',
    summary: 'let somebody sign in no more',
    outcome: 'disabled',
    sentence: (email) =>
      `${email} is disabled. Access tokens that are out are good until they end.`,
    send: ({ sdk }, who) => sdk.send(new AdminDisableUserCommand(who)),
    example: 'disable carol@example.com',
  },
  {
    name: 'enable',
    summary: 'let somebody sign in again',
    outcome: 'enabled',
    sentence: (email) => `${email} is enabled.`,
    send: ({ sdk }, who) => sdk.send(new AdminEnableUserCommand(who)),
    example: 'enable carol@example.com',
  },
  {
    name: 'reset-mfa',
    summary: 'forget the authenticator app that somebody has lost',
    outcome: 'mfa-reset',
    // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html
    sentence: (email) =>
      `${email} has no authenticator app any more: the next sign-in sets up a new one.\n` +
      'Who is signed in stays so: see "sign-out".',
    send: ({ sdk }, who) => sdk.send(new AdminDeleteSoftwareTokenCommand(who)),
    example: 'reset-mfa carol@example.com',
  },
  {
    name: 'sign-out',
    summary: 'sign somebody out everywhere',
    outcome: 'signed-out',
    // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html
    sentence: (email) =>
      `${email} is signed out everywhere: no refresh token works any more. ` +
      'An API that looks at signatures alone takes access tokens until they end.',
    send: ({ sdk }, who) => sdk.send(new AdminUserGlobalSignOutCommand(who)),
    example: 'sign-out carol@example.com',
  },
];

/** The commands that change one thing about one user. */
export const registerChanges: Register = (program, act) => {
  for (const change of ofMembership) {
    program
      .command(change.name)
      .summary(change.summary)
      .argument('<email>', EMAIL)
      .argument('<group>', 'the name of a group')
      .addHelpText('after', examples(change.example))
      .action(
        act((context, email: string, group: string) => perform(change, context, email, group)),
      );
  }
  for (const change of ofUser) {
    program
      .command(change.name)
      .summary(change.summary)
      .argument('<email>', EMAIL)
      .addHelpText('after', examples(change.example))
      .action(act((context, email: string) => perform(change, context, email, '')));
  }
};

async function perform(change: Change, context: Context, name: string, group: string) {
  const email = someone(name);
  const who = { UserPoolId: context.target.pool, Username: email };
  await change.send(context, who, group);
  const about = group === '' ? { email } : { email, group };
  return {
    text: change.sentence(email, group),
    data: { ...about, outcome: change.outcome },
  };
}
