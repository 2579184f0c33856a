/**
 * `npm run test:contract`: what Cognito does, checked against the local stand-in, or against a real
 * pool that is named. Credentials for that come from the environment, as for every AWS tool.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = `npm run test:contract [-- --pool ID --region REGION --client ID
                            [--public-client ID] [--domain URL]]

Without options: against the local stand-in.
  --pool           a user pool with MFA required, in which people are made and deleted
  --region         its region
  --client         an app client that allows USER_PASSWORD_AUTH and rotates refresh tokens
  --public-client  a client without a secret that allows USER_SRP_AUTH, for the SRP facts
  --domain         the hosted domain, for the authorize and token endpoints
`;

const options = {
  pool: { type: 'string' },
  region: { type: 'string' },
  client: { type: 'string' },
  'public-client': { type: 'string' },
  domain: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const { values } = parseArgs({ options });
const { pool, region, client } = values;
const missing = pool !== undefined && (region === undefined || client === undefined);
if (values.help || missing) {
  process.stdout.write(missing ? `--pool needs --region and --client.\n\n${USAGE}` : USAGE);
  process.exit(missing ? 2 : 0);
}

const named: [name: string, value: string | undefined][] = [
  ['CONTRACT_POOL', pool],
  ['CONTRACT_REGION', region],
  ['CONTRACT_CLIENT', client],
  ['CONTRACT_PUBLIC_CLIENT', values['public-client']],
  ['CONTRACT_DOMAIN', values.domain],
];
const added = Object.fromEntries(named.filter(([, value]) => value !== undefined));
const root = fileURLToPath(new URL('../..', import.meta.url));
// A real pool makes people wait for the next code, and allows few calls a second.
const patience = pool === undefined ? [] : ['--runInBand', '--testTimeout=180000'];
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const jest = [...node, 'node_modules/jest/bin/jest.js', 'test/contract'];
const child = spawn(process.execPath, [...jest, ...patience], {
  cwd: root,
  // oxlint-disable-next-line node/no-process-env -- handed on, with what was asked for
  env: { ...process.env, ...added },
  stdio: 'inherit',
});
child.on('exit', (code) => process.exit(code ?? 1));
