import { spawnSync } from 'node:child_process';

/** git in a folder, as somebody who is nobody. */
export class Repository {
  constructor(private readonly folder: string) {}

  /** @returns what it prints. @throws where it fails */
  git(...args: string[]): string {
    const { status, output } = this.tried(...args);
    if (status !== 0) throw new Error(`git ${args.join(' ')}\n${output}`);
    return output;
  }

  /** The same of what may fail. */
  tried(...args: string[]): { status: number | null; output: string } {
    const person = ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.com'];
    const { status, stdout, stderr } = spawnSync('git', [...person, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  }

  commit(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
  }

  /** What a merge left to be decided. */
  conflicts(): string[] {
    return this.git('diff', '--name-only', '--diff-filter=U')
      .split('\n')
      .filter(Boolean)
      .toSorted();
  }
}
