import { readFileSync } from 'node:fs';

/** A package in package-lock.json. */
interface Locked {
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
}

const lock: { packages: Record<string, Locked> } = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
);

/** What the image holds, by the place where it lies: neither what only the development needs nor Node itself. */
export const production = Object.entries(lock.packages).filter(
  ([path, { dev, optional }]) => path !== '' && !dev && !optional,
);
