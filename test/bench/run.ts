import { installed } from '../support/installed.js';
import { Broken } from './broken.js';
import { APACHE_PACKAGE } from './contestants/apache.js';
import { CONTESTANTS } from './contestants/index.js';
import { otherProduct } from './contestants/product.js';
import { machine } from './machine.js';
import { measure } from './measure.js';
import { type Options, readOptions, USAGE } from './options.js';
import { pin } from './pinning.js';
import { keepFigures, publish, readable } from './report/document.js';
import type { Results } from './report/results.js';
import { Stage } from './stage.js';

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function bench(options: Options): Promise<Results> {
  endWithSignals(async () => undefined);
  const startedAt = Date.now();
  if (options.install) installed({ programs: ['apache2'], debianPackage: APACHE_PACKAGE }, true);
  const wanted = [
    ...CONTESTANTS.filter(({ name }) => options.only.includes(name)),
    ...(options.against === undefined ? [] : [otherProduct(options.against)]),
  ];
  for (const contestant of wanted) contestant.prepare?.();
  const contestants = wanted.filter((contestant) => contestant.missing?.() === undefined);
  const core = pin();
  const leftOut = [
    ...wanted.flatMap((contestant) => contestant.missing?.() ?? []),
    ...(core === undefined ? ['pinning: it takes two cores and taskset (util-linux)'] : []),
    ...(process.platform === 'linux'
      ? []
      : ['processor time and memory: they are read from /proc']),
  ];
  for (const reason of leftOut) say(`left out: ${reason}`);

  const stage = await Stage.set(core);
  endWithSignals(() => stage.strike());
  try {
    const store = await stage.store.version();
    const measured = await measure(options, stage, contestants, say);
    return {
      command: [
        'npm run bench',
        ...(options.given.length > 0 ? ['--'] : []),
        ...options.given,
      ].join(' '),
      date: new Date(startedAt).toISOString(),
      minutes: (Date.now() - startedAt) / 60_000,
      machine: machine(),
      pinned: core !== undefined,
      store,
      sessions: options.sessions,
      contestants: contestants.map(({ name, title, versions }) => ({
        name,
        title,
        versions: versions(),
      })),
      leftOut,
      ...measured,
    };
  } catch (error) {
    for (const words of await stage.children.lastWords()) {
      say(`\nA process ended by itself. What it said last:\n${words}`);
    }
    throw error;
  } finally {
    await stage.strike();
  }
}

/** Ctrl-C ends everything that was started; what doesn't end by itself is killed when this process exits. */
function endWithSignals(end: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => {
      process.once(signal, () => process.exit(1)); // asked again: at once
      void end().finally(() => process.exit(1));
    });
  }
}

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** What somebody who took part did wrong is said in one sentence; anything else is a fault of the bench. */
async function run(options: Options): Promise<void> {
  try {
    const results = await bench(options);
    say(`\n${await readable(results)}`);
    say(`Every figure is in ${keepFigures(results)}`);
    if (options.write) await publish(results);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    say(`\nThis run proves nothing and has ended: ${error.message}`);
    process.exit(1);
  }
}

const options = optionsOrExit();
if (options.help) say(USAGE);
else await run(options);
