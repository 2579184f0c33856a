import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { Obstacle } from '../obstacle.js';

/** A state file that can't be understood. It is left as it is: someone may want to repair it. */
class DamagedState extends Obstacle {
  constructor(path: string) {
    super(`${path} is damaged: repair it, or delete it to start afresh.`);
  }
}

/** One JSON file of the state folder. Without a folder nothing is kept. */
export class StateFile<T> {
  private readonly path: string | undefined;

  constructor(
    folder: string | undefined,
    name: string,
    private readonly schema: z.ZodType<T>,
  ) {
    this.path = folder === undefined ? undefined : join(folder, name);
  }

  /** @throws {DamagedState} when the file is there and isn't what was once saved. */
  load(): T | undefined {
    if (this.path === undefined || !existsSync(this.path)) return undefined;
    const parsed = this.schema.safeParse(parseJson(readFileSync(this.path, 'utf8')));
    if (!parsed.success) throw new DamagedState(this.path);
    return parsed.data;
  }

  /** All or nothing: a reader, or a crash, meets either the old file or the new one. */
  save(value: T): void {
    if (this.path === undefined) return;
    mkdirSync(join(this.path, '..'), { recursive: true, mode: 0o700 });
    const unfinished = `${this.path}.${process.pid}.unfinished`;
    writeFileSync(unfinished, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    renameSync(unfinished, this.path);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no schema accepts it
  }
}
