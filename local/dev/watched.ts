import { type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

/**
 * On Linux Node watches a tree file by file, and never hears again of one that another took the place of, as editors
 * and git save. A folder that is watched by itself goes on to tell of its names.
 */
const IS_BY_FOLDER = process.platform === 'linux';

/** A folder and all below it, new folders too, watched until closed. */
export class Watched {
  private readonly watchers = new Map<string, FSWatcher>();

  /**
   * @param folder relative to `root`
   * @param changed is told what came, changed or went, relative to `root`; the same more than once, now and then
   */
  constructor(
    private readonly root: string,
    folder: string,
    private readonly changed: (path: string) => void,
  ) {
    this.add(folder);
  }

  close(): void {
    for (const watcher of this.watchers.values()) watcher.close();
  }

  private add(folder: string): void {
    this.watchers.get(folder)?.close(); // of what had this name before
    const path = join(this.root, folder);
    const watcher = watch(path, { recursive: !IS_BY_FOLDER }, (event, name) => {
      if (name === null) return;
      this.changed(join(folder, name));
      if (IS_BY_FOLDER && event === 'rename') this.enter(join(folder, name));
    });
    this.watchers.set(folder, watcher);
    if (!IS_BY_FOLDER) return;
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) this.add(join(folder, entry.name));
    }
  }

  /** Where a folder has come, watches it, and tells what was in it before that. */
  private enter(folder: string): void {
    const path = join(this.root, folder);
    if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    try {
      this.add(folder);
      const below = readdirSync(path, { recursive: true, encoding: 'utf8' });
      for (const name of below) this.changed(join(folder, name));
    } catch (error) {
      // Gone again meanwhile.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
}
