import { readFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';

const ROWS = 30;

interface Row {
  readonly name: string;
  /** The file and its line; empty for what is in no file. */
  readonly where: string;
  /** Of the time that the process was busy. */
  readonly share: number;
}

/** Self time: spent there, and not in what was called from there. Most first. */
export interface Profile {
  readonly functions: readonly Row[];
  readonly packages: readonly Row[];
}

interface Node {
  readonly name: string;
  readonly source: string;
  readonly line: number;
  readonly time: number;
}

/** Reads a `.cpuprofile`. Idle time and the profiler's own work are left out. */
export function topOf(file: string): Profile {
  const profile: Profiler.Profile = JSON.parse(readFileSync(file, 'utf8'));
  const times = new Map<number, number>();
  profile.samples?.forEach((id, index) => {
    times.set(id, (times.get(id) ?? 0) + (profile.timeDeltas?.[index] ?? 0));
  });
  const nodes = profile.nodes
    .map(({ id, callFrame }): Node => {
      const name = callFrame.functionName || '(anonymous)';
      const line = callFrame.lineNumber + 1;
      return { name, source: shortened(callFrame.url), line, time: times.get(id) ?? 0 };
    })
    .filter(({ name, source }) => name !== '(idle)' && !source.startsWith('node:inspector'));
  return {
    functions: ranked(nodes, ({ name, source, line }) => [name, source && `${source}:${line}`]),
    packages: ranked(nodes, (node) => [packageOf(node), '']),
  };
}

function ranked(nodes: readonly Node[], label: (node: Node) => [string, string]): Row[] {
  const total = nodes.reduce((sum, { time }) => sum + time, 0);
  const times = new Map<string, number>();
  for (const node of nodes) {
    const key = label(node).join('\t');
    times.set(key, (times.get(key) ?? 0) + node.time);
  }
  return [...times]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, ROWS)
    .map(([key, time]) => {
      const [name = '', where = ''] = key.split('\t');
      return { name, where, share: time / total };
    });
}

/** From node_modules, dist or test on. */
const shortened = (url: string) =>
  decodeURI(url)
    .replace(/^file:\/\//, '')
    .replace(/^.*?\/(?=(node_modules|dist|test)\/)/, '');

/** A package, a folder of ours, a module of Node, or what the engine does by itself. */
function packageOf({ name, source }: Node): string {
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1];
  if (dependency !== undefined) return dependency;
  if (source.startsWith('node:')) return source.replace(/^(node:(internal\/)?[^/]+).*$/, '$1');
  if (source.startsWith('dist/')) return source.replace(/\/[^/]*$/, '/');
  return source || (name.startsWith('(') ? name : '(in the engine: system calls, hashing, …)');
}
