import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readServiceName } from '../src/config/version.js';
import { brand } from '../views/brand.js';
import { Copy } from './support/copy.js';

/** Where the name stays, for something that is stored, measured or agreed on goes by it. */
const STAYS = [
  'LICENSE', // whose work it is
  'infra/lib/constructs/login-signals.ts',
  'infra/lib/stacks/product.ts',
  'infra/smoke/visit.ts',
  'local/package/pack.ts',
  'src/session/keys.ts',
  'src/telemetry/metrics.ts',
  'src/telemetry/tracing.ts',
];

describe('npm run rename', () => {
  let copy: Copy;
  beforeAll(() => (copy = new Copy()));
  afterEach(() => copy.script('rename', brand.name, readServiceName()));
  afterAll(() => copy.delete());

  const filesWith = (text: string) =>
    globSync('**/*', {
      cwd: copy.folder,
      withFileTypes: true,
      exclude: ({ name }) => ['node_modules', 'docs', 'test'].includes(name),
    })
      .filter((entry) => entry.isFile() && !/^CHANGELOG\.md$|\.spec\.tsx?$/.test(entry.name))
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((file) => readFileSync(file, 'utf8').includes(text))
      .map((file) => file.slice(copy.folder.length + 1))
      .toSorted();

  it('leaves the old name where it must stay, and nowhere else', () => {
    expect(copy.script('rename', 'Acme Portal').status).toBe(0);
    expect(filesWith('cognito-bff')).toEqual(STAYS);
  });

  it('writes the name where people read it, and a plain one where programs do', () => {
    copy.script('rename', 'Café & Söhne’s Portal');
    expect(filesWith('Café & Söhne’s Portal')).toEqual([
      'Dockerfile',
      'README.md',
      'cli/commands/enrol.ts',
      'views/brand.ts',
    ]);
    expect(filesWith('cafe-sohne-s-portal')).toEqual([
      'compose.yaml',
      'package-lock.json',
      'package.json',
    ]);
    expect(copy.read('compose.yaml')).toContain(
      'image: &stand-ins cafe-sohne-s-portal-stand-ins\n',
    );
  });

  it('can be done again, and undone', () => {
    const before = ['views/brand.ts', 'package-lock.json', 'compose.yaml'].map((file) =>
      copy.read(file),
    );
    copy.script('rename', 'Acme Portal');
    copy.script('rename', 'ポータル', 'portal');
    expect(filesWith('ポータル')).toContain('views/brand.ts');
    copy.script('rename', brand.name, readServiceName());
    expect(
      ['views/brand.ts', 'package-lock.json', 'compose.yaml'].map((file) => copy.read(file)),
    ).toEqual(before);
  });

  it.each([
    ['no name', []],
    ['an empty one', ['']],
    ['what would end a string', ["Acme'; process.exit()"]],
    ['what would be put in', ['Acme ${name}']],
    ['what is no text', ['Acme\nPortal']],
    ['a name too long', ['A'.repeat(61)]],
    ['one that leaves none for files', ['ポータル']],
    ['one for files that isn’t one', ['Acme', 'Acme Portal']],
    ['one for files that leads elsewhere', ['Acme', '../acme']],
  ])('refuses %s, says what to type, and changes nothing', (_name, args) => {
    const before = copy.read('views/brand.ts');
    const { status, said } = copy.script('rename', ...args);
    expect(status).toBe(1);
    expect(said).toContain('npm run rename -- "Acme Portal" acme-portal');
    expect(copy.read('views/brand.ts')).toBe(before);
  });
});
