// Imported or run before anything else: on an older Node, what follows dies of errors that name no
// cause. So this is plain JavaScript, which every Node understands.
const NEEDED = 22;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  process.stderr.write(
    `Node ${NEEDED} or newer is needed, and this is ${process.versions.node}: install a newer one. ` +
      'On Linux (x64 or arm64) npm ci brings one along, unless optional packages are left out.\n',
  );
  process.exit(1);
}
