/** `npm run user -- …`: the users of a pool, on AWS or in the local stack. */
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 22) {
  process.stderr.write(
    `This needs Node 22 or newer, and this is ${process.versions.node}: start it with "npm run user", which brings its own.\n`,
  );
  process.exit(1);
}
// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});
// Loaded only now: what it imports needs the newer Node.
const { run } = await import('./run.js');
process.exitCode = await run(process.argv.slice(2), {
  // oxlint-disable-next-line node/no-process-env -- the one place where cli/ reads it
  environment: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
