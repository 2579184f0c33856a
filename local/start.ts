/** `npm start`: the whole stack on this machine. */
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 22) {
  process.stderr.write(
    `This needs Node 22 or newer, and this is ${process.versions.node}: start it with "npm start", which brings its own.\n`,
  );
  process.exit(1);
}
// Loaded only now: what it imports needs the newer Node.
const { run } = await import('./stack/run.js');
await run();
