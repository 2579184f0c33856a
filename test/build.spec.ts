import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { Copy } from './support/copy.js';

const sources = (folder: string) =>
  globSync('{src,views,api}/**/*.{ts,tsx,css,js,svg}', { cwd: folder });

describe('npm run build', () => {
  let copy: Copy;
  beforeAll(() => {
    copy = new Copy();
  });
  afterAll(() => copy.delete());

  it('makes a file of each, and of no spec', () => {
    copy.build();
    const wanted = sources(copy.folder)
      .filter((file) => !file.includes('.spec.'))
      .map((file) => file.replace(/\.tsx?$/, '.js'));
    const made = globSync('**/*.{js,css,svg}', { cwd: join(copy.folder, 'dist') });
    expect(made.toSorted()).toEqual(wanted.toSorted());
  });

  it('leaves nothing of what was built before', () => {
    copy.add('// src/once.ts\nexport const once = 1;\n');
    copy.build();
    const built = join(copy.folder, 'dist/src/once.js');
    expect(existsSync(built)).toBe(true);
    copy.remove('src/once.ts');
    copy.build();
    expect(existsSync(built)).toBe(false);
  });

  it('fails, and shows where, when a file can’t be compiled', () => {
    copy.add('// src/broken.ts\nexport const broken = ;\n');
    expect(() => copy.build()).toThrow(/src\/broken\.ts:2:1[^]*export const broken = ;/);
  });
});
