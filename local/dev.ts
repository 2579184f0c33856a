/** `npm run dev [-- --inspect]`: the same, and the BFF alone restarts whenever its sources change. */
import '../bin/node-version.js';

// Loaded only now: what it imports needs the newer Node.
const { run } = await import('./stack/run.js');
const { serveWhileChanging } = await import('./dev/serve.js');
await run(serveWhileChanging);
