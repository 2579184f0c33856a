/** `npm start`: the whole stack on this machine. */
import '../bin/node-version.js';

// Loaded only now: what it imports needs the newer Node.
const { run } = await import('./stack/run.js');
const { serve } = await import('./stack/serve.js');
await run(serve);
