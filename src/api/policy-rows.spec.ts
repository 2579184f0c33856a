import { readFileSync } from 'node:fs';
import { apiRoutes } from '../../api/routes.js';
import { policies } from './policy-rows.js';

const document = readFileSync(new URL('../../docs/proxy.md', import.meta.url), 'utf8');
const cellsOf = (row: string) =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

it('what each row allows that stands behind the API’s own routes is what docs/proxy.md says', () => {
  const [, table = ''] = /^\| path .*\n\|[-| ]+\n((?:\|.*\n)+)/m.exec(document) ?? [];
  expect(table.trim().split('\n').map(cellsOf)).toEqual(
    policies
      .slice(apiRoutes.length)
      .map(({ path, methods, groups, timeLimitMs }) => [
        `\`${path}\``,
        methods.join(', '),
        groups?.map((group) => `\`${group}\``).join(', ') ?? 'everyone',
        `${timeLimitMs / 1000} s`,
      ]),
  );
});
