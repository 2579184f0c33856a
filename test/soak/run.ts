/** `npm run soak -- --minutes N`: people come and go while things fail, and the books must agree in the end. */
import { parseArgs } from 'node:util';
import { report } from './report.js';
import { soak } from './soak.js';

const USAGE = 'npm run soak -- [--minutes 5]';

function readMinutes(): number {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' } } });
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes < Infinity)) throw new Error('--minutes takes a positive number');
  return minutes;
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

function minutesOrExit(): number {
  try {
    return readMinutes();
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interruption.abort(new Error(`ended by ${signal}`)));
}

const minutes = minutesOrExit();
const startedAt = performance.now();
const stamped = (line: string) =>
  say(`${Math.round((performance.now() - startedAt) / 1000)} s: ${line}`.padStart(8));
const result = await soak(minutes, stamped, interruption.signal);
say(`\n${report(result)}`);
process.exit(result.books.mismatches.length > 0 ? 1 : 0);
