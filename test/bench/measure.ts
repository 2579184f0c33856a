import type { Contestant } from './contestants/contestant.js';
import { product } from './contestants/product.js';
import type { Options } from './options.js';
import { connections } from './parts/connections.js';
import { latency } from './parts/latency.js';
import { logins } from './parts/logins.js';
import { memory } from './parts/memory.js';
import { profile } from './parts/profile.js';
import { sessions } from './parts/sessions.js';
import { startUp } from './parts/start-up.js';
import { storeUse } from './parts/store-use.js';
import { streams } from './parts/streams.js';
import { telemetry } from './parts/telemetry.js';
import { throughput } from './parts/throughput.js';
import { LOCAL } from './report/document.js';
import type { Measured } from './report/results.js';
import type { Say } from './say.js';
import type { Stage } from './stage.js';

/** Part by part. Those who are measured in turn all run meanwhile, and nobody else does. */
export async function measure(
  options: Options,
  stage: Stage,
  contestants: readonly Contestant[],
  say: Say,
): Promise<Measured> {
  const does = (...parts: Options['parts']) => parts.some((part) => options.parts.includes(part));
  return {
    ...(does('throughput', 'latency', 'store') &&
      (await measureRequests(options, stage, contestants, say))),
    ...(does('connections') && {
      connectionsCurve: await connections(stage, contestants, options, say),
    }),
    ...(does('sessions') && { sessionsCurve: await sessions(stage, contestants, options, say) }),
    ...(does('start-up') && { startUp: await startUp(stage, contestants, options.rounds, say) }),
    ...(does('memory') && { memory: await memory(stage, say), streams: await streams(stage, say) }),
    ...(does('telemetry') && { telemetry: await telemetry(stage, options, say) }),
    ...(does('profile') && { profile: await profile(stage, product, profileTo(options), say) }),
  };
}

async function measureRequests(
  options: Options,
  stage: Stage,
  contestants: readonly Contestant[],
  say: Say,
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
