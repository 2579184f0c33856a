import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CONTESTANTS } from './contestants/index.js';
import { mainIn } from './contestants/product.js';

const PARTS = [
  'throughput',
  'latency',
  'store',
  'connections',
  'sessions',
  'start-up',
  'memory',
  'telemetry',
  'profile',
] as const;
type Part = (typeof PARTS)[number];

export interface Options {
  /** As they were written. */
  readonly given: readonly string[];
  /** The contestants who take part. */
  readonly only: readonly string[];
  /** Another checkout, whose product takes part too. */
  readonly against: string | undefined;
  readonly parts: readonly Part[];
  readonly rounds: number;
  /** How long one measurement takes. */
  readonly seconds: number;
  /** How many people sign in at each contestant. */
  readonly sessions: number;
  /** Say what there is to choose, and do nothing. */
  readonly help: boolean;
  /** Write the results into docs/benchmarks.md. */
  readonly write: boolean;
  /** Install Apache where that can be done. */
  readonly install: boolean;
}

export const USAGE = `npm run bench -- [options]

  --only floor,product   only these: ${CONTESTANTS.map(({ name }) => name).join(', ')}
  --against FOLDER       the product of another checkout too, built there: what a change costs
  --parts throughput     only these: ${PARTS.join(', ')}
                         (with --only: throughput, unless this says otherwise)
  --profile              add the profile to the parts
  --rounds 5             how often everybody is measured, in turn
  --seconds 4            how long a measurement takes
  --sessions 1000        how many people sign in at each contestant
  --install              install Apache and mod_auth_openidc (root on Debian or Ubuntu)
  --write                write the results into docs/benchmarks.md and docs/benchmarks.json`;

/** @throws Error whose message says what is wrong */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      against: { type: 'string' },
      parts: { type: 'string' },
      profile: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      sessions: { type: 'string', default: '1000' },
      install: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.write && values.against !== undefined) {
    throw new Error(
      '--write: what is written is about this checkout alone, so leave --against out',
    );
  }
  const names = CONTESTANTS.map(({ name }) => name);
  const usual: readonly Part[] = values.only === undefined ? PARTS : ['throughput'];
  const parts = values.parts === undefined ? usual : chosen('parts', values.parts, PARTS);
  return {
    given: args,
    only: values.only === undefined ? names : chosen('only', values.only, names),
    against: values.against === undefined ? undefined : checkout(values.against),
    parts: values.profile && !parts.includes('profile') ? [...parts, 'profile'] : parts,
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    sessions: positive('sessions', values.sessions),
    install: values.install,
    write: values.write,
    help: values.help,
  };
}

function checkout(path: string): string {
  const folder = resolve(path);
  if (existsSync(mainIn(folder))) return folder;
  throw new Error(`--against: there is no ${mainIn(folder)}; run npm ci and npm run build there`);
}

function chosen<T extends string>(option: string, list: string, known: readonly T[]): T[] {
  return list.split(',').map((name) => {
    const found = known.find((one) => one === name);
    if (found === undefined) throw new Error(`--${option}: ${name} is none of ${known.join(', ')}`);
    return found;
  });
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${option}: ${text} is no positive number`);
  return value;
}
