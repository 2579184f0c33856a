import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { WebSocket } from 'undici';
import type { BuiltProduct } from '../support/built-product.js';

const ESTABLISHED = '01';

/**
 * What is left on the heap when all litter is gone, in bytes. It is asked for by the inspector, so that the
 * process needs to know nothing of it: https://chromedevtools.github.io/devtools-protocol/v8/
 */
export async function heapBytes(product: BuiltProduct): Promise<number> {
  const [, address] = /Debugger listening on (ws:\S+)/u.exec(product.output) ?? [];
  if (address === undefined) throw new Error('It has no inspector');
  const socket = new WebSocket(address);
  try {
    await opened(socket);
    await ask(socket, 1, 'HeapProfiler.collectGarbage');
    const { usedSize } = await ask(socket, 2, 'Runtime.getHeapUsage');
    return Number(usedSize);
  } finally {
    socket.close();
  }
}

async function opened(socket: WebSocket): Promise<void> {
  const open = Promise.withResolvers<void>();
  socket.addEventListener('open', () => open.resolve());
  socket.addEventListener('error', () => open.reject(new Error('Its inspector doesn’t answer')));
  await open.promise;
}

async function ask(
  socket: WebSocket,
  id: number,
  method: string,
): Promise<Record<string, unknown>> {
  const answered = Promise.withResolvers<Record<string, unknown>>();
  const hear = ({ data }: { data: unknown }) => {
    const message: { id?: number; result?: Record<string, unknown> } = JSON.parse(String(data));
    if (message.id === id) answered.resolve(message.result ?? {});
  };
  socket.addEventListener('message', hear);
  socket.send(JSON.stringify({ id, method }));
  const result = await answered.promise;
  socket.removeEventListener('message', hear);
  return result;
}

/** What a process has open. */
export interface Open {
  readonly files: number;
  /** Its connections to each of these ports. */
  readonly connections: readonly number[];
}

/** @returns undefined where the system has no /proc */
export function openOf({ pid }: BuiltProduct, ports: readonly number[]): Open | undefined {
  if (process.platform !== 'linux') return undefined;
  const files = readdirSync(`/proc/${pid}/fd`).flatMap((name) => linkOf(`/proc/${pid}/fd/${name}`));
  const own = new Set(files.flatMap((link) => /^socket:\[(\d+)\]$/u.exec(link)?.[1] ?? []));
  const remote = ['tcp', 'tcp6'].flatMap((table) => remotePorts(`/proc/${pid}/net/${table}`, own));
  return {
    files: files.length,
    connections: ports.map((port) => remote.filter((one) => one === port).length),
  };
}

/** The ports at the other end of those sockets that are connected: proc_pid_net(5). */
const remotePorts = (table: string, inodes: ReadonlySet<string>): number[] =>
  readFileSync(table, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/u))
    .filter(([, , , state, , , , , , inode = '']) => state === ESTABLISHED && inodes.has(inode))
    .map(([, , remote = '']) => Number.parseInt(remote.split(':')[1] ?? '', 16));

/** A file may be closed while the list is read. */
function linkOf(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return [];
  }
}
