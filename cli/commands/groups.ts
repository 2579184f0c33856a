import { listGroups, type Group } from '../cognito/groups.js';
import { table } from '../terminal/table.js';
import { EMAIL, examples, someone, type Register } from './command.js';

export const registerGroups: Register = (program, act) => {
  program
    .command('groups')
    .summary('show the groups, or those somebody is in')
    .argument('[email]', EMAIL)
    .addHelpText('after', examples('groups', 'groups alice@example.com'))
    .action(
      act(async ({ sdk, target }, name: string | undefined) => {
        const email = name === undefined ? undefined : someone(name);
        const groups = await listGroups(sdk, target.pool, email);
        return { text: textOf(groups, email ?? target.pool), data: groups };
      }),
    );
};

function textOf(groups: Group[], owner: string): string {
  if (groups.length === 0) {
    return owner.includes('@') ? `${owner} is in no group.` : `${owner} has no groups.`;
  }
  const rows = groups.map(({ name, precedence, description }) => [
    name,
    precedence === undefined ? '' : String(precedence),
    description ?? '',
  ]);
  return table([['GROUP', 'PRECEDENCE', 'DESCRIPTION'], ...rows]);
}
