import type { Answer } from './visit.js';

/** What is smoke-tested. */
export interface Target {
  /** Where browsers find the product. */
  origin: URL;
  /** The pool's issuer, where it is known: its discovery document is compared with the product. */
  issuer?: string | undefined;
}

/** What is wrong, in one sentence for whoever deployed it. */
export class Wrong extends Error {}

export interface Check {
  name: string;
  /** @throws {Wrong} @returns why it didn't apply, if it didn't */
  run: (target: Target) => Promise<string | void>;
}

export const expectThat = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Wrong(otherwise);
};

export const expectStatus = ({ url, status }: Answer, ...wanted: number[]): void =>
  expectThat(
    wanted.includes(status),
    `${url.pathname} answers ${status}, where ${wanted.join(' or ')} is right`,
  );

export const at = ({ origin }: Target, path: string) => new URL(path, origin);
