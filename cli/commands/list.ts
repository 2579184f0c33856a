import { Option } from 'commander';
import { requireGroups } from '../cognito/groups.js';
import { filterOf, listUsers, type User } from '../cognito/users.js';
import { table } from '../terminal/table.js';
import { examples, type Register } from './command.js';

export const registerList: Register = (program, act) => {
  program
    .command('list')
    .summary('show who there is')
    .option(
      '--filter <filter>',
      'the beginning of an e-mail address, or a filter as Cognito has it',
    )
    .addOption(new Option('--group <group>', 'only who is in this group').conflicts('filter'))
    .addHelpText(
      'after',
      examples(
        'list',
        'list --filter alice',
        `list --filter 'cognito:user_status = "FORCE_CHANGE_PASSWORD"'`,
        'list --group admins --json',
      ),
    )
    .action(
      act(async ({ sdk, target }, { filter, group }: { filter?: string; group?: string }) => {
        if (group !== undefined) await requireGroups(sdk, target.pool, [group]);
        const selection = { filter: filter === undefined ? undefined : filterOf(filter), group };
        const users = await listUsers(sdk, target.pool, selection);
        return { text: textOf(users), data: users };
      }),
    );
};

function textOf(users: User[]): string {
  if (users.length === 0) return 'Nobody.';
  const rows = users.map((user) => [
    user.email,
    user.enabled ? user.status : `${user.status}, disabled`,
    user.createdAt?.slice(0, 10) ?? '',
    user.username,
  ]);
  return table([['E-MAIL', 'STATUS', 'CREATED', 'USERNAME'], ...rows]);
}
