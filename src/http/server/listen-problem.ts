const NO_INTERFACE =
  'HOST names no interface of this machine: set it to an address that the machine has, or leave it out.';

/** By the code of Node's error. */
const PROBLEMS: Partial<Record<string, (port: number) => string>> = {
  EADDRINUSE: (port) => `Port ${port} is in use: stop what uses it, or set PORT to another.`,
  EACCES: (port) => `This user may not listen on port ${port}: set PORT to one above 1023.`,
  EADDRNOTAVAIL: () => NO_INTERFACE,
  EAFNOSUPPORT: () => NO_INTERFACE,
  ENOTFOUND: () => NO_INTERFACE,
  EAI_AGAIN: () => NO_INTERFACE,
};

/** What to do about a server that can't listen; nothing where it isn't the configuration. */
export function listenProblem(error: unknown, port: number): string | undefined {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) {
    return undefined;
  }
  return PROBLEMS[error.code]?.(port);
}
