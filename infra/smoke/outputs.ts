import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.record(
  z.string(),
  z.looseObject({ Issuer: z.string().optional(), ServiceUrl: z.string().optional() }),
);

/** What the last deploy said of itself (`cdk deploy --outputs-file`); nothing where there was none. */
export function readOutputs(path: string): { issuer?: string; serviceUrl?: string } {
  if (!existsSync(path)) return {};
  const stacks = Object.values(schema.parse(JSON.parse(readFileSync(path, 'utf8'))));
  const first = (name: 'Issuer' | 'ServiceUrl') =>
    stacks.map((stack) => stack[name]).find((value) => value !== undefined);
  return { issuer: first('Issuer'), serviceUrl: first('ServiceUrl') };
}
