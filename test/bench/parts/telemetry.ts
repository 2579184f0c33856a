import { eventually } from '../../support/eventually.js';
import { Broken } from '../broken.js';
import type { Running } from '../children.js';
import { product, productWith } from '../contestants/product.js';
import type { Say } from '../say.js';
import { type Stage, startServer } from '../stage.js';
import { CONNECTIONS, type Length, type Rates, ratesInTurn, warmUp } from './rate.js';

const SESSIONS = 200;
const COLLECTOR = new URL('../servers/trace-collector.ts', import.meta.url);
const WITHOUT_METRICS = new URL('../servers/without-metrics.js', import.meta.url);

/** The product in its states, by the names under which their rates stand. */
export const TELEMETRY = {
  blind: 'without metrics',
  product: 'as it is: with metrics',
  traced: 'and with traces, one request in ten',
  'traced-all': 'and with traces of every request',
} as const;

/**
 * Requests per second of the product as it is, without its metrics, and with traces: what it costs to see.
 *
 * @throws Broken where the traces went nowhere
 */
export async function telemetry(stage: Stage, length: Length, say: Say): Promise<Rates> {
  const collector = await startServer(stage.children, COLLECTOR);
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.port}` };
  const contestants = [
    productWith('blind', { nodeOptions: ['--import', WITHOUT_METRICS.href] }),
    product,
    productWith('traced', { environment: traced }),
    productWith('traced-all', { environment: { ...traced, OTEL_TRACES_SAMPLER_ARG: '1' } }),
  ];
  const entries = [];
  for (const contestant of contestants) entries.push(await stage.enter(contestant));
  for (const entry of entries) await entry.signIn(SESSIONS);
  await warmUp(entries);
  const rates = await ratesInTurn(entries, CONNECTIONS, shorter(length), (line) =>
    say(`telemetry, ${line}`),
  );
  for (const entry of entries) await entry.stop();
  if ((await exportsAt(collector.running)) === 0)
    throw new Broken('no trace came to the collector');
  await collector.running.stop();
  return rates;
}

/** More rounds, of half the time: some are to meet a moment in which the machine does nothing else. */
const shorter = ({ rounds, seconds }: Length): Length => ({
  rounds: rounds * 3,
  seconds: seconds / 2,
});

async function exportsAt(collector: Running): Promise<number> {
  const told = () => /^exports: (\d+)$/m.exec(collector.output)?.[1];
  collector.signal('SIGUSR2');
  await eventually(async () => {
    if (collector.hasEnded) throw new Broken(`the collector ended: ${collector.lastWords}`);
    return told() !== undefined;
  });
  return Number(told());
}
