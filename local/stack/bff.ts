import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { build as prettyStream } from 'pino-pretty';

export interface BffOptions {
  root: string;
  port: number;
  environment: Record<string, string | undefined>;
  /** The log is for people. */
  pretty: boolean;
  /** What Node itself is told. */
  nodeOptions?: string[];
}

export interface Bff {
  /** Resolves with the exit code, or with the name of the signal, when the process has ended. */
  ended: Promise<number | NodeJS.Signals>;
  /** Resolves once it answers; `false` when it didn't in time, or ended. */
  ready(): Promise<boolean>;
  /** Asks it to end, by draining unless told otherwise, and waits for that. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const READY_WITHIN_MS = 20_000;
const DRAIN_WITHIN_MS = 30_000;

/** Runs the built BFF as a process of its own, as it runs in production. */
export function startBff({ root, port, environment, pretty, nodeOptions = [] }: BffOptions): Bff {
  const child = spawn(process.execPath, [...nodeOptions, 'dist/src/main.js'], {
    cwd: root,
    env: environment,
    stdio: ['ignore', pretty ? 'pipe' : 'inherit', 'inherit'],
  });
  child.stdout?.pipe(prettyStream({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss' }));
  const ended = endOf(child);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    ended,
    ready: async () => {
      const deadline = Date.now() + READY_WITHIN_MS;
      while (!hasEnded() && Date.now() < deadline) {
        if (await isLive(port)) return true;
        await pause(50);
      }
      return false;
    },
    stop: async (signal = 'SIGTERM') => {
      if (hasEnded()) return;
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), DRAIN_WITHIN_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const [code, signal]: (number | NodeJS.Signals | null)[] = await once(child, 'exit');
  return code ?? signal ?? 1;
}

async function isLive(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://localhost:${port}/health/live`, {
      signal: AbortSignal.timeout(1000),
    });
    return response.ok;
  } catch {
    return false; // not yet
  }
}
