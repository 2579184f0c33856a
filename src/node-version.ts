// Imported first: on an older Node the dependencies die of errors that name no cause.
const NEEDED = 22;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  process.stderr.write(
    `Node ${NEEDED} or newer is needed, and this is ${process.versions.node}: install a newer one. ` +
      'On Linux (x64 or arm64) npm ci brings one along for what npm runs.\n',
  );
  process.exit(1);
}
