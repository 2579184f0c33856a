import { bringUpToDate, FOLDERS, isBuilt } from '../../bin/compile.js';
import { Watched } from './watched.js';

/** An editor writes a file in several steps, and several files at once. */
const SETTLED_MS = 30;

/** What the product is built of, watched until closed. */
export class Sources {
  private readonly root: string;
  private readonly watched: Watched[];
  private readonly changed = new Set<string>();
  private settled = Promise.withResolvers<void>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(root: string) {
    this.root = root;
    this.watched = FOLDERS.map((folder) => new Watched(root, folder, (path) => this.note(path)));
  }

  /**
   * Waits until something has changed, since the last that compiled.
   *
   * @returns the files, relative to the project; nothing once this is closed
   */
  async change(): Promise<string[] | undefined> {
    await this.settled.promise;
    this.settled = Promise.withResolvers();
    return this.isClosed ? undefined : [...this.changed];
  }

  /** Brings `dist` up to date with these, all of them or none. @returns what is wrong with one, if anything */
  async compile(files: string[]): Promise<string | undefined> {
    const problem = await bringUpToDate(this.root, files);
    if (problem === undefined) for (const file of files) this.changed.delete(file);
    return problem;
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    for (const folder of this.watched) folder.close();
    this.settled.resolve();
  }

  private note(file: string): void {
    if (!isBuilt(file)) return;
    this.changed.add(file);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settled.resolve(), SETTLED_MS);
  }
}
