import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { StageConfig } from '../config/stage-config.js';

const REPOSITORY = join(import.meta.dirname, '../../..');

const manifest = z.object({ version: z.string() });

/** What the image says of itself: the version of package.json, and which state of the sources it was. */
export function releaseOf({ revision }: Pick<StageConfig, 'revision'>) {
  const { version } = manifest.parse(
    JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')),
  );
  return { VERSION: version, REVISION: revision ?? checkedOut() };
}

/** The commit, with `-dirty` where files differ from it; without git, from an archive say, `unknown`. */
function checkedOut(): string {
  try {
    const args = ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'];
    return execFileSync('git', args, { cwd: REPOSITORY, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
}
