import { usageProblem } from '../problem.js';
import type { Environment } from '../destination/place.js';

/** Something only the person, or the script, that runs the tool can know. */
export interface Question {
  /** `Password`, say: whose it is follows. */
  label: string;
  /** Not to be seen while it is typed. */
  isHidden: boolean;
  variable: string;
}

export const PASSWORD: Question = {
  label: 'Password',
  isHidden: true,
  variable: 'USER_PASSWORD',
};
export const NEW_PASSWORD: Question = {
  label: 'New password',
  isHidden: true,
  variable: 'USER_NEW_PASSWORD',
};
export const CODE: Question = {
  label: 'Code from the authenticator app',
  isHidden: false,
  variable: 'USER_CODE',
};

export interface Sources {
  environment: Environment;
  /** The lines of standard input, with `--stdin`. */
  lines?: AsyncIterator<string> | undefined;
  /** Absent where there is no terminal. */
  prompt?: ((message: string, isHidden: boolean) => Promise<string>) | undefined;
  /** Told every answer that must not be printed. */
  hide: (secret: string) => void;
}

/** Gets answers: from the environment, from standard input, or from who sits at the terminal. */
export class Questions {
  constructor(private readonly sources: Sources) {}

  /** @throws {Problem} when there is nobody to ask. */
  async ask(question: Question, who: string): Promise<string> {
    const answer = this.given(question) ?? (await this.askNow(question, `for ${who}`));
    this.sources.hide(answer);
    return answer;
  }

  /** A password that is about to be set: typed twice, since nobody sees it. */
  async askTwice(question: Question, who: string): Promise<string> {
    const answer = await this.ask(question, who);
    if (this.canAskAgain(question)) {
      const again = await this.askNow(question, `for ${who}, once more`);
      if (again !== answer) throw usageProblem('The two passwords differ: nothing was changed.');
    }
    return answer;
  }

  /** @throws {Problem} when there is nobody to ask. */
  async confirm(message: string): Promise<boolean> {
    const answer = await this.next(message, false);
    if (answer === undefined) {
      throw usageProblem('There is no terminal to ask on whether you mean it: say --yes.');
    }
    return /^y(?:es)?$/iu.test(answer.trim());
  }

  /** Whether the next answer would be a new one, of a person who saw what became of the last. */
  canAskAgain(question: Question): boolean {
    const { lines, prompt } = this.sources;
    return this.given(question) === undefined && !lines && prompt !== undefined;
  }

  private given({ variable }: Question): string | undefined {
    return this.sources.environment[variable] || undefined;
  }

  private async askNow({ label, isHidden, variable }: Question, whose: string): Promise<string> {
    const answer = await this.next(`${label} ${whose}`, isHidden);
    if (answer !== undefined && answer !== '') return answer;
    const what = `${label.toLowerCase()} ${whose}`;
    throw usageProblem(
      answer === ''
        ? `The ${what} is empty.`
        : `There is no terminal to ask on for the ${what}: set ${variable}, or use --stdin.`,
    );
  }

  private async next(message: string, isHidden: boolean): Promise<string | undefined> {
    const { lines, prompt } = this.sources;
    if (!lines) return prompt?.(message, isHidden);
    const line = await lines.next();
    if (line.done === true) throw usageProblem(`Standard input ended before: ${message}.`);
    return line.value;
  }
}
