// Loaded into a contestant before its own code. SIGUSR2 begins a CPU profile, the next one ends it and
// writes it to the file that its own URL names (`?file=`), as `node --cpu-prof` does for a whole run.
import { rename, writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';

const file = new URL(import.meta.url).searchParams.get('file') ?? '';
const session = new Session();
session.connect();
let recording = false;

process.on('SIGUSR2', () => void change());

async function change(): Promise<void> {
  recording = !recording;
  if (recording) {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
  } else {
    const { profile } = await session.post('Profiler.stop');
    await writeFile(`${file}.part`, JSON.stringify(profile));
    await rename(`${file}.part`, file); // whoever waits for it finds it whole
  }
}
