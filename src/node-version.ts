// Imported first: on an older Node the dependencies die of errors that name no cause.
const NEEDED = 22;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  process.stderr.write(
    `Node ${NEEDED} or newer is needed, and this is ${process.version}. ` +
      'Start with `npm run start:prod`, which brings its own on Linux, or install a newer Node.\n',
  );
  process.exit(1);
}
