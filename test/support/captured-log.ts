import { createLogger } from '../../src/telemetry/logger.js';

export type LogLine = Record<string, unknown>;

/** A logger whose lines, parsed, lie in a list instead of on the terminal. */
export function capturedLog(logLevel: 'fatal' | 'debug' = 'fatal') {
  const lines: LogLine[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  return { lines, logger: createLogger({ logLevel }, { write }) };
}

/** For who has no interest in what is logged. */
export const noLog = () => capturedLog().logger;
