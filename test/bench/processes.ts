import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: the kernel counts a process's time in hundredths of a second for whoever asks (proc(5)). */
const TICK_US = 10_000;
const PAGE_KB = 4;

/** What a process has used so far, the processes that it started included. */
export interface Usage {
  readonly cpuUs: number;
  readonly rssKb: number;
}

/** @returns undefined where the system has no /proc */
export function usageOf(pid: number): Usage | undefined {
  try {
    return sum([pid, ...descendants(pid)].map(own));
  } catch (error) {
    if (process.platform !== 'linux') return undefined;
    throw error;
  }
}

function own(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in parentheses, may hold spaces. What follows is from field 3 on: proc_pid_stat(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  const ticks = field(14) + field(15) + field(16) + field(17); // own, and of children that have ended
  return { cpuUs: ticks * TICK_US, rssKb: field(24) * PAGE_KB };
}

function descendants(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
  return children.flatMap((child) => [child, ...descendants(child)]);
}

const sum = (usages: readonly Usage[]): Usage => ({
  cpuUs: usages.reduce((total, { cpuUs }) => total + cpuUs, 0),
  rssKb: usages.reduce((total, { rssKb }) => total + rssKb, 0),
});

interface Used<T> {
  readonly result: T;
  readonly cpuUs: number | undefined;
}

/** The processor time that somebody used while this was done. */
export async function usedWhile<T>(
  somebody: { usage(): Usage | undefined },
  doing: () => Promise<T>,
): Promise<Used<T>> {
  const before = somebody.usage();
  const result = await doing();
  const after = somebody.usage();
  return { result, cpuUs: before && after && after.cpuUs - before.cpuUs };
}
