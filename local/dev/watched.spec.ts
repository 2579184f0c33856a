import { EventEmitter, once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Watched } from './watched.js';

const FILE = 'src/deep/page.ts';

describe('a folder that is watched', () => {
  let root: string;
  let watched: Watched;
  let told: string[] = [];
  const bell = new EventEmitter();

  const path = (name: string) => join(root, name);
  const saves = {
    'in its place': (name: string) => appendFileSync(path(name), '// more\n'),
    'by another that takes its place': (name: string) => {
      writeFileSync(path('src/deep/.saving'), '// another\n');
      renameSync(path('src/deep/.saving'), path(name));
    },
    'after it was deleted': (name: string) => {
      rmSync(path(name));
      writeFileSync(path(name), '// anew\n');
    },
    'after its folder was deleted': (name: string) => {
      rmSync(path('src/deep'), { recursive: true });
      mkdirSync(path('src/deep'));
      writeFileSync(path(name), '// anew\n');
    },
  };
  const ways = Object.entries(saves);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'watched-'));
    mkdirSync(path('src/deep'), { recursive: true });
    writeFileSync(path(FILE), '// first\n');
    told = [];
    watched = new Watched(root, 'src', (name) => {
      told.push(name);
      bell.emit('told');
    });
  });
  afterEach(() => {
    watched.close();
    rmSync(root, { recursive: true });
  });

  /** Waits until it is told of this one. @returns all that it was told of by then */
  async function toldOf(name: string): Promise<string[]> {
    while (!told.includes(name)) await once(bell, 'told');
    return told;
  }

  /** Nothing of an earlier save is told any more once a file that came after it is. */
  async function settled(): Promise<void> {
    const mark = `src/deep/mark-${told.length}`;
    writeFileSync(path(mark), '');
    await toldOf(mark);
    rmSync(path(mark));
    told = [];
  }

  it.each(
    ways.flatMap(([first, save]) =>
      ways.map(([then, again]) => [first, then, save, again] as const),
    ),
  )('tells of a file that is saved %s, and then %s', async (_first, _then, save, again) => {
    save(FILE);
    expect(await toldOf(FILE)).toContain(FILE);
    await settled();
    again(FILE);
    expect(await toldOf(FILE)).toContain(FILE);
  });

  it('tells of what lies in a folder that came with all that is in it', async () => {
    mkdirSync(path('made/below'), { recursive: true });
    writeFileSync(path('made/below/new.ts'), '');
    renameSync(path('made'), path('src/made'));
    expect(await toldOf('src/made/below/new.ts')).toContain('src/made/below/new.ts');
    told = [];
    appendFileSync(path('src/made/below/new.ts'), '// more\n');
    expect(await toldOf('src/made/below/new.ts')).toContain('src/made/below/new.ts');
  });
});
