import type { Entry } from '../entry.js';
import { usedWhile } from '../processes.js';
import type { Say } from '../say.js';

/** One measurement of one contestant. */
interface LoginSample {
  readonly perSecond: number;
  /** Processor time of its processes, in ms for each login. */
  readonly cpuMs: number | undefined;
}

export type Logins = Record<string, LoginSample[]>;

/**
 * Whole logins per second, eight at a time, in rounds; the first warms up and isn't counted. They make
 * the sessions that all other parts use.
 */
export async function logins(
  entries: readonly Entry[],
  { rounds, sessions }: { readonly rounds: number; readonly sessions: number },
  say: Say,
): Promise<Logins> {
  const peopleARound = Math.ceil(sessions / rounds);
  const withLogin = entries.filter(({ contestant }) => contestant.loginPath !== undefined);
  const samples: Logins = Object.fromEntries(withLogin.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const entry of withLogin) {
      const sample = await measured(entry, peopleARound);
      if (round > 1) samples[entry.name]?.push(sample);
      const cpu = sample.cpuMs === undefined ? '' : `, ${sample.cpuMs.toFixed(2)} ms CPU/login`;
      say(`logins, round ${round}: ${entry.name} ${sample.perSecond.toFixed(0)}/s${cpu}`);
    }
  }
  return samples;
}

async function measured(entry: Entry, people: number): Promise<LoginSample> {
  const startedAt = performance.now();
  const { cpuUs } = await usedWhile(entry, () => entry.signIn(people));
  const seconds = (performance.now() - startedAt) / 1000;
  return { perSecond: people / seconds, cpuMs: cpuUs && cpuUs / 1000 / people };
}
