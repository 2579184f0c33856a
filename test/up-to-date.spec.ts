import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Copy } from './support/copy.js';
import { Repository } from './support/repository.js';
import { section, task } from './support/worked-task.js';

const TITLE = 'Up to date with the template';
const lineThat = (begin: string) =>
  task(TITLE)
    .sh.split('\n')
    .find((one) => one.startsWith(begin)) ?? '';
const [CLONE, MERGE] = [lineThat('git clone'), lineThat('git fetch')];

/** The files of a row of the page's table, by whose they are. */
function filesOf(whose: RegExp): string[] {
  const row = section(TITLE)
    .split('\n')
    .find((line) => line.startsWith('| `') && whose.test(line));
  return [...(row ?? '').matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
}

/** What changes in the template: a line of a file, and what stands in its place. */
const TEMPLATES = `--- views/brand.ts
-    accent: ['#4a45d6', '#5f5ee6'],
+    accent: ['#005a9c', '#3f7fd0'],
--- views/home.tsx
-    <form class="actions" action="/hello" hx-get="/hello" hx-target="#api-response">
+    <form class="actions" action="/hello" hx-get="/hello" hx-target="#greeting">
--- api/routes.ts
-export const apiRoutes = [
+export const apiRoutes = [
+  // News of the template.
--- src/pages/pages.module.ts
-  controllers: [HelloController],
+  controllers: [HelloController, NewsController],
--- local/gateway/routes.ts
-  hello,
+  hello,
+  news,
--- package.json
-  "license": "MIT",
+  "license": "MIT",
+  "homepage": "https://example.com/",
--- src/session/keys.ts
+// A weakness was mended.
--- README.md
-## Test it
+## Test it, and gladly
--- test/make-it-yours.spec.ts
+// One more task is tested.
`;

const OUR_BUTTON = `--- views/home.tsx
-    <form class="actions" action="/hello" hx-get="/hello" hx-target="#api-response">
+    <form class="actions" action="/quote" hx-get="/quote/today" hx-target="#api-response">
`;

/** What the team deletes first of all. */
const DELETED = task('What goes first').sh.trim().split(' ').slice(2);

const isYours = (file: string) => filesOf(/\| yours/).includes(file);

/** A file in conflict, with all that either side has written. */
const linesOfBoth = (text: string) => text.replaceAll(/^(?:<<<<<<<|=======|>>>>>>>).*\n/gm, '');

describe('a team that follows the template', () => {
  let template: Copy;
  let team: Copy;
  let repository: Repository;
  let folder: string;

  beforeAll(() => {
    template = new Copy();
    const upstream = new Repository(template.folder);
    upstream.git('init', '--initial-branch', 'main');
    upstream.commit('The template');

    folder = mkdtempSync(join(tmpdir(), 'team-'));
    const [, ...words] = CLONE.replace(/https:\S+/, template.folder).split(' ');
    new Repository(folder).git(...words);
    team = new Copy(join(folder, words.at(-1) ?? ''));
    repository = new Repository(team.folder);
    repository.git('rm', ...DELETED);
    team.script('rename', 'Acme Portal'); // the first test reads the name
    team.change(task('Its logo and colours').diff);
    team.add(task('A page, and a fragment that calls the API').tsx);
    team.change(task('A page, and a fragment that calls the API').diff);
    team.add(task('A Lambda route').ts);
    team.change(task('A Lambda route').diff);
    team.change(OUR_BUTTON);
    repository.commit('Ours');

    template.change(TEMPLATES);
    upstream.commit('News');
  });
  afterAll(() => {
    template.delete();
    rmSync(folder, { recursive: true });
  });

  it('has to decide in files of the table alone, and gets all the rest by itself', () => {
    const commands = MERGE.split(' && ').map((command) => command.split(' ').slice(1));
    expect(commands.map((words) => repository.tried(...words).status)).toEqual([0, 1]);
    const decided = [...filesOf(/\| yours/), ...filesOf(/\| both/), ...DELETED];
    expect(decided).toEqual(expect.arrayContaining(repository.conflicts()));
    expect(repository.conflicts()).toEqual([
      'local/gateway/routes.ts',
      'src/pages/pages.module.ts',
      'test/make-it-yours.spec.ts',
      'views/brand.ts',
      'views/home.tsx',
    ]);
    expect(team.read('src/session/keys.ts')).toMatch(/^\/\/ A weakness was mended\.$/m);
    expect(team.read('README.md')).toMatch(/^# Acme Portal$[^]*^## Test it, and gladly$/m);
    expect(team.read('package.json')).toMatch(/"name": "acme-portal"[^]*"homepage"/);
  });

  it('decides as the table says, and loses nothing of its own or of the template’s', () => {
    repository.git('rm', ...repository.conflicts().filter((file) => DELETED.includes(file)));
    repository.git('checkout', '--ours', ...repository.conflicts().filter(isYours));
    for (const file of repository.conflicts().filter((name) => !isYours(name))) {
      team.write(file, linesOfBoth(team.read(file)));
    }
    repository.commit('Up to date');
    expect(team.read('views/brand.ts')).toContain("accent: ['#0a7d55', '#0b7a53']");
    expect(team.read('views/home.tsx')).toContain('hx-get="/quote/today"');
    expect(repository.git('ls-files', ...DELETED)).toBe('');
    expect(team.read('local/gateway/routes.ts')).toMatch(/^ {2}quote,$/m);
    expect(team.read('local/gateway/routes.ts')).toMatch(/^ {2}news,$/m);
    expect(team.read('src/pages/pages.module.ts')).toMatch(/QuoteController\][^]*NewsController\]/);
    expect(repository.git(...MERGE.split(' && git ').slice(1).join(' ').split(' '))).toMatch(
      /up.to.date/,
    );
  });
});
