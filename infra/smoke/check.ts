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

export function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Wrong(otherwise);
}

export function expectStatus(answer: Answer, ...wanted: number[]): void {
  const { url, status } = answer;
  expectThat(
    wanted.includes(status),
    `${url.pathname} answers ${status}, where ${wanted.join(' or ')} is right${hintOf(answer)}`,
  );
}

/** Every 403 of the product's has a request id. */
const hintOf = ({ status, headers }: Answer): string =>
  status === 403 && headers['x-request-id'] === undefined
    ? ': not an answer of the product but of a firewall before it (docs/troubleshooting.md)'
    : '';

export const at = ({ origin }: Target, path: string) => new URL(path, origin);
