import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { z } from 'zod';

const packageSchema = z.object({ name: z.string(), version: z.string() });

/** The version that runs. */
export const readVersion = (): string => readPackage().version;

/** What this service is called among others; pages have a name of their own (`views/brand.ts`). */
export const readServiceName = (): string => readPackage().name;

/** The product's package.json is the nearest one, beside `dist` as beside `src`. */
function readPackage(): z.infer<typeof packageSchema> {
  const file = findPackageJSON(import.meta.url);
  if (file === undefined) throw new Error('There is no package.json beside the product.');
  return packageSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
