import { inspect } from 'node:util';

const HIDDEN = '[secret]';

/**
 * A string that must not reach a log, an error or a page. Every implicit way to print it gives
 * `[secret]`; `reveal()` is the only way out, and a search for it lists every use.
 */
export class Secret {
  // oxlint-disable-next-line dialect/hidden -- `private` hides from the compiler alone
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
