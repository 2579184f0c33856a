import { parseArgs } from 'node:util';
import { readOutputs } from './smoke/outputs.js';
import { report } from './smoke/report.js';

const USAGE = `npm run smoke -- [URL] [--issuer ISSUER]

Looks at a product that runs, from outside: health, headers, redirects, discovery, login page.
Without URL, and for the issuer, it reads cdk-outputs.json, which npm run infra:deploy writes.
`;

const print = (line: string) => process.stdout.write(`${line}\n`);

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { issuer: { type: 'string' } } });
  } catch {
    return undefined; // an option that there isn't
  }
}

function readTarget() {
  const given = readArguments();
  if (!given) return undefined;
  const { values, positionals } = given;
  const outputs = readOutputs('cdk-outputs.json');
  const [address = outputs.serviceUrl, ...more] = positionals;
  const origin = URL.parse(address ?? '');
  if (more.length > 0 || !origin || !/^https?:$/u.test(origin.protocol)) return undefined;
  // What was deployed is only the issuer of what was deployed.
  const isDeployed = URL.parse(outputs.serviceUrl ?? '')?.origin === origin.origin;
  return { origin, issuer: values.issuer ?? (isDeployed ? outputs.issuer : undefined) };
}

const target = readTarget();
if (target) {
  process.exitCode = (await report(target, print)) === 0 ? 0 : 1;
} else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}
