import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bff, type BffOptions, startBff } from '../stack/bff.js';
import type { Stack } from '../stack/run.js';
import { Sources } from './sources.js';

const say = (text: string) => void process.stdout.write(`${text}\n`);

/** Runs the BFF, and another one in its place whenever its sources have changed and compile. */
export async function serveWhileChanging({
  environment: { root, bffPort },
  standIns,
  stopped,
  announce,
}: Stack): Promise<number> {
  const kept = mkdtempSync(join(tmpdir(), 'bff-kept-'));
  const options = {
    root,
    port: bffPort,
    pretty: true,
    environment: {
      ...standIns.environment,
      LOCAL_KEPT_SESSIONS: join(kept, 'sessions'),
      NODE_COMPILE_CACHE: join(kept, 'compiled'), // from one start to the next
    },
    nodeOptions: [
      '--enable-source-maps',
      `--import=${pathToFileURL(join(import.meta.dirname, 'keep-sessions.js')).href}`,
      ...process.argv.slice(2), // --inspect, say
    ],
  };
  const sources = new Sources(root);
  let bff = begin(options);
  const end = async () => {
    await stopped;
    sources.close();
    await bff.stop();
  };
  void end();
  try {
    if (await bff.ready()) announce();
    for (let files = await sources.change(); files; files = await sources.change()) {
      const from = performance.now();
      const problem = await sources.compile(files);
      if (problem !== undefined) {
        say(`${problem}\nWhat ran before runs on, until this is mended.`);
        continue;
      }
      await bff.stop('SIGUSR2'); // at once, and its sessions stay
      bff = begin(options);
      if (!(await bff.ready())) continue;
      say(`Restarted in ${Math.round(performance.now() - from)} ms: ${files.join(', ')}`);
    }
  } finally {
    sources.close();
    await bff.stop();
    rmSync(kept, { recursive: true });
  }
  return 0;
}

/** Starts a BFF, and says so where it ends by itself. */
function begin(options: BffOptions): Bff {
  const bff = startBff(options);
  const tell = async () => {
    const how = await bff.ended;
    if (how === 0 || how === 'SIGINT') return; // as it was told to
    say('The BFF has ended: its log says why. It is started again at the next change.');
  };
  void tell();
  return bff;
}
