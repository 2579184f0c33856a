import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StateFile } from '../cognito/state-folder.js';

const entry = z.object({
  key: z.string(),
  contentType: z.string(),
  etag: z.string(),
  size: z.number(),
  modifiedAt: z.number(),
});
const entries = z.array(entry);

/** What is known of a file without opening it. */
export type Entry = z.infer<typeof entry>;

/** The files of the bucket: in memory, or in a folder, which a restart finds again. */
export class Objects {
  private readonly index: StateFile<Entry[]>;
  private readonly byKey: Map<string, Entry>;
  private readonly contents = new Map<string, Buffer>();

  constructor(
    private readonly folder: string | undefined,
    private readonly now: () => number,
  ) {
    this.index = new StateFile(folder, 'objects.json', entries);
    this.byKey = new Map((this.index.load() ?? []).map((one) => [one.key, one]));
  }

  put(key: string, contentType: string, content: Buffer): Entry {
    const etag = `"${createHash('md5').update(content).digest('hex')}"`;
    const one = { key, contentType, etag, size: content.length, modifiedAt: this.now() };
    const file = this.fileOf(key);
    if (file === undefined) this.contents.set(key, content);
    else {
      mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
      writeFileSync(file, content, { mode: 0o600 });
    }
    this.byKey.set(key, one);
    this.save();
    return one;
  }

  get(key: string): { entry: Entry; content: Buffer } | undefined {
    const found = this.byKey.get(key);
    if (!found) return undefined;
    const file = this.fileOf(key);
    const content = file !== undefined && existsSync(file) ? readFileSync(file) : undefined;
    return { entry: found, content: content ?? this.contents.get(key) ?? Buffer.alloc(0) };
  }

  delete(key: string): void {
    const file = this.fileOf(key);
    if (file !== undefined) rmSync(file, { force: true });
    this.contents.delete(key);
    if (this.byKey.delete(key)) this.save();
  }

  /** In the order of S3: by the bytes of their keys. */
  below(prefix: string): Entry[] {
    return [...this.byKey.values()]
      .filter(({ key }) => key.startsWith(prefix))
      .toSorted((one, other) => Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)));
  }

  private save(): void {
    this.index.save([...this.byKey.values()]);
  }

  /** Whatever a key holds, its file is in this folder: the name is a hash. */
  private fileOf(key: string): string | undefined {
    if (this.folder === undefined) return undefined;
    return join(this.folder, 'contents', createHash('sha256').update(key).digest('hex'));
  }
}
