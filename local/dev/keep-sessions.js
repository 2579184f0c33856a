// Loaded by `npm run dev` before the BFF: what its embedded engine holds is written down when the process
// ends, and is there again in the next. So who is signed in stays so, and nothing has to be installed for it.
// Plain JavaScript, as it runs in the BFF's process, whose code is all compiled.
// docs/decisions/0028-sessions-outlive-a-restart.md
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deserialize, serialize } from 'node:v8';

/** The engine's caches. Leases and counts begin anew: what held them is gone. */
const CACHES = ['sessions', 'lists'];

// oxlint-disable-next-line node/no-process-env -- whoever starts the BFF says where
const file = process.env.LOCAL_KEPT_SESSIONS;
const module = join(process.cwd(), 'dist/src/session/memory-engine.js');
const { MemoryEngine } = await import(pathToFileURL(module).href);

let engine;

/** At its first use: by then it is made, and nobody has asked it for anything. */
function fill(used) {
  if (engine) return;
  engine = used;
  if (!existsSync(file)) return;
  const kept = deserialize(readFileSync(file));
  for (const name of CACHES) engine[name].load(kept[name]);
}

for (const name of Object.getOwnPropertyNames(MemoryEngine.prototype)) {
  const method = MemoryEngine.prototype[name];
  if (name === 'constructor') continue;
  MemoryEngine.prototype[name] = function filled(...args) {
    fill(this);
    return method.apply(this, args);
  };
}

process.on('exit', () => {
  if (!engine) return; // the next one finds what this one would have
  const kept = Object.fromEntries(CACHES.map((name) => [name, engine[name].dump()]));
  writeFileSync(file, serialize(kept), { mode: 0o600 });
});

// At once: who waits for the next one doesn't wait for what this one still sends.
process.on('SIGUSR2', () => process.exit(0));
