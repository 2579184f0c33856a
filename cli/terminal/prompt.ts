import input from '@inquirer/input';
import password from '@inquirer/password';
import { Problem } from '../problem.js';

/**
 * Asks at the terminal. The question goes to `output`, which is not where results go.
 *
 * @throws {Problem} `cancelled` on Ctrl-C.
 */
export const promptOn =
  (from: NodeJS.ReadableStream, output: NodeJS.WritableStream) =>
  async (message: string, isHidden: boolean): Promise<string> => {
    const streams = { input: from, output };
    try {
      return isHidden
        ? await password({ message, mask: true, toggleMask: false }, streams)
        : await input({ message }, streams);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ExitPromptError')) throw error;
      throw new Problem('cancelled', 'Cancelled.', 130);
    }
  };
