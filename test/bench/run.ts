import { installed } from '../support/installed.js';
import { Broken } from './broken.js';
import { APACHE_PACKAGE } from './contestants/apache.js';
import type { Contestant } from './contestants/contestant.js';
import { CONTESTANTS } from './contestants/index.js';
import { product } from './contestants/product.js';
import { machine } from './machine.js';
import { type Options, readOptions, USAGE } from './options.js';
import { latency } from './parts/latency.js';
import { logins } from './parts/logins.js';
import { memory } from './parts/memory.js';
import { profile } from './parts/profile.js';
import { startUp } from './parts/start-up.js';
import { storeUse } from './parts/store-use.js';
import { streams } from './parts/streams.js';
import { throughput } from './parts/throughput.js';
import { pin } from './pinning.js';
import { keepFigures, LOCAL, publish, readable } from './report/document.js';
import type { Measured, Results } from './report/results.js';
import { Stage } from './stage.js';

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function bench(options: Options): Promise<Results> {
  endWithSignals(async () => undefined);
  const startedAt = Date.now();
  if (options.install) installed(['apache2'], APACHE_PACKAGE);
  const wanted = CONTESTANTS.filter(({ name }) => options.only.includes(name));
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
    const measured = await measure(options, stage, contestants);
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
  } finally {
    await stage.strike();
  }
}

/** Part by part. All contestants run while they are measured in turn; the other parts have the machine alone. */
async function measure(
  options: Options,
  stage: Stage,
  contestants: readonly Contestant[],
): Promise<Measured> {
  const does = (...parts: Options['parts']) => parts.some((part) => options.parts.includes(part));
  return {
    ...(does('throughput', 'latency', 'store') &&
      (await measureRequests(options, stage, contestants))),
    ...(does('start-up') && { startUp: await startUp(stage, contestants, options.rounds, say) }),
    ...(does('memory') && { memory: await memory(stage, say), streams: await streams(stage, say) }),
    ...(does('profile') && { profile: await profile(stage, product, profileTo(options), say) }),
  };
}

async function measureRequests(
  options: Options,
  stage: Stage,
  contestants: readonly Contestant[],
): Promise<Measured> {
  const entries = [];
  for (const contestant of contestants) entries.push(await stage.enter(contestant));
  const api = { port: stage.apiPort, call: stage.directCall };
  const measured = {
    logins: await logins(entries, options, say),
    ...(options.parts.includes('throughput') && {
      throughput: await throughput(entries, options, say),
    }),
    ...(options.parts.includes('latency') && {
      latency: await latency(entries, api, options, say),
    }),
    ...(options.parts.includes('store') && {
      storeUse: await storeUse(entries, stage.store, say),
    }),
  };
  for (const entry of entries) await entry.stop();
  return measured;
}

const profileTo = ({ seconds }: Options) => ({
  file: `${LOCAL}/${product.name}.cpuprofile`,
  seconds,
});

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
