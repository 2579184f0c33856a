/** 1: refused by Cognito, or nothing could be done. 2: the command line. 130: Ctrl-C, as shells say it. */
export type ExitCode = 1 | 2 | 130;

/** Why a command ends without having done its work, in words for whoever typed it. */
export class Problem extends Error {
  constructor(
    /** Stable, for programs: Cognito's exception name, or a name of our own. */
    readonly code: string,
    message: string,
    readonly exitCode: ExitCode = 1,
  ) {
    super(message);
  }
}

/** Something is missing or wrong in how the command was given. */
export const usageProblem = (message: string): Problem => new Problem('usage', message, 2);
