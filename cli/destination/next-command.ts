import type { TargetOptions } from './target.js';

export const NPM = 'npm run user --';

/** Those that say which pool. A secret isn't repeated. */
const NAMING = ['pool', 'client', 'secretId', 'endpoint', 'outputs'] as const;

/** Makes a command to be typed next, which works where this one did: on the same pool. */
export const nextCommandFor =
  (options: TargetOptions) =>
  (line: string): string => {
    const named = NAMING.flatMap((name) => {
      const value = options[name];
      return value === undefined
        ? []
        : [
            `--${name === 'secretId' ? 'secret-id' : name} ${/[^\w./:-]/u.test(value) ? JSON.stringify(value) : value}`,
          ];
    });
    return [NPM, line, ...(options.local === true ? ['--local'] : []), ...named].join(' ');
  };

export type NextCommand = ReturnType<typeof nextCommandFor>;
