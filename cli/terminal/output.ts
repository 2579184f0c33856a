/** What came of a command, for people and for programs. */
export interface Result {
  text: string;
  data: unknown;
}

/** Standard output: text, or with `--json` one JSON value a line and nothing else. */
export class Output {
  constructor(
    readonly isJson: boolean,
    /** Somebody looks at it, rather than a file or a pipe. */
    readonly isTerminal: boolean,
    private readonly write: (text: string) => void,
    private readonly writeError: (text: string) => void,
  ) {}

  /** What people want to know by the way. Not a result. */
  note(text: string): void {
    if (!this.isJson) this.writeError(text);
  }

  show({ text, data }: Result): void {
    this.write(`${this.isJson ? JSON.stringify(data) : text}\n`);
  }
}
