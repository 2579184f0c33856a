import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { parseConfig } from '../../src/config/config.js';
import { schema } from '../../src/config/schema.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/http-server.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
);

/** Makes a Node take itself for another, from its first line on. */
function posingAs(version: string) {
  const pose = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(pose)}` };
}

const OWN_COGNITO = {
  COGNITO_ISSUER: 'https://issuer.invalid/pool',
  COGNITO_DOMAIN: 'https://login.invalid',
  COGNITO_CLIENT_ID: 'client',
  COGNITO_CLIENT_SECRET: 'secret',
  API_URL: 'https://api.invalid',
  SESSION_SECRETS: 'a-session-secret-for-tests-of-32-characters',
};

/** A checkout in a folder of the test's own, in which a command is run as npm runs it. */
class Checkout {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'checkout-'));
  output = '';
  private child: ChildProcess | undefined;

  constructor({ isBuilt = true } = {}) {
    for (const name of ['bin', 'package.json']) {
      cpSync(path.join(ROOT, name), path.join(this.folder, name), { recursive: true });
    }
    const linked = ['node_modules', 'local', 'tsconfig.json', ...(isBuilt ? ['dist'] : [])];
    for (const name of linked) symlinkSync(path.join(ROOT, name), path.join(this.folder, name));
  }

  write(file: string, variables: Record<string, string>): void {
    const lines = Object.entries(variables).map(([name, value]) => `${name}="${value}"`);
    writeFileSync(path.join(this.folder, file), lines.join('\n'));
  }

  run(script: string, environment: Record<string, string> = {}): void {
    const executables = [
      path.join(this.folder, 'node_modules/.bin'),
      path.dirname(process.execPath),
    ];
    this.child = spawn('/bin/sh', ['-c', script], {
      cwd: this.folder,
      env: { PATH: [...executables, '/usr/bin', '/bin'].join(path.delimiter), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (data) => (this.output += String(data)));
    }
  }

  async exit(): Promise<unknown> {
    if (!this.child) throw new Error('Nothing was run');
    await once(this.child, 'close');
    return this.child.exitCode;
  }

  async remove(): Promise<void> {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'close');
      this.child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.folder, { recursive: true });
  }
}

const answers = (port: string) =>
  fetch(`http://localhost:${port}/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );

let checkout: Checkout;
afterEach(async () => checkout.remove());

const startProduct = `exec ${scripts['start:prod']}`; // so that a signal reaches it
/** Without the steps before it: what is built is tested elsewhere. */
const startStack = `exec ${scripts['start']?.split(' && ').at(-1)}`;

describe.each(
  Object.entries({ 'npm start': scripts['start'] ?? '', 'npm run start:prod': startProduct }),
)('%s on an older Node', (_name, script) => {
  it('says which is needed and how to get it, and advises no command that ends here again', async () => {
    checkout = new Checkout({ isBuilt: false });
    checkout.run(script, posingAs('20.20.2'));
    expect(await checkout.exit()).toBe(1);
    expect(checkout.output).toMatch(/^Node 22 or newer is needed, and this is 20\.20\.2: .*\n$/);
    expect(checkout.output).not.toMatch(/npm (run )?start/);
  });
});

describe('npm run start:prod', () => {
  it('says what to do where nothing is built', async () => {
    checkout = new Checkout({ isBuilt: false });
    checkout.run(startProduct, OWN_COGNITO);
    expect(await checkout.exit()).toBe(1);
    expect(checkout.output).toMatch(/^There is no build yet: .*npm run build.*\n$/);
  });

  it('reads .env, and what is set outside of it wins', async () => {
    const [port, other] = [`${await freePort()}`, `${await freePort()}`];
    checkout = new Checkout();
    checkout.write('.env', { ...OWN_COGNITO, PORT: other, LOG_LEVEL: 'warn' });
    checkout.run(startProduct, { PORT: port });
    await eventually(() => answers(port));
    expect(await answers(other)).toBe(false);
    expect(checkout.output).toBe(''); // it would say at `info` that it listens
  });

  it('needs no .env', async () => {
    const port = `${await freePort()}`;
    checkout = new Checkout();
    checkout.run(startProduct, { ...OWN_COGNITO, PORT: port });
    await eventually(() => answers(port));
    expect(checkout.output).toContain('listening');
  });

  it('says so where .env is no file', async () => {
    checkout = new Checkout();
    mkdirSync(path.join(checkout.folder, '.env'));
    checkout.run(startProduct, OWN_COGNITO);
    expect(await checkout.exit()).toBe(1);
    expect(checkout.output).toMatch(/^\.env can't be read: .*\n$/);
  });

  it('names what .env has wrong, and no value of it', async () => {
    checkout = new Checkout();
    checkout.write('.env', { ...OWN_COGNITO, SESSION_SECRETS: 'leaked', PORT: 'leaked' });
    checkout.run(startProduct);
    expect(await checkout.exit()).toBe(1);
    expect(checkout.output).toMatch(/^ {2}PORT must be/m);
    expect(checkout.output).toMatch(/^ {2}SESSION_SECRETS must be/m);
    expect(checkout.output).not.toContain('leaked');
  });
});

describe('npm start', () => {
  it('reads .env too', async () => {
    const [port, cognito] = [await freePort(), await freePort()];
    const [gateway, files] = [await freePort(), await freePort()];
    checkout = new Checkout();
    checkout.write('.env', {
      PORT: `${port}`,
      LOCAL_COGNITO_PORT: `${cognito}`,
      LOCAL_GATEWAY_PORT: `${gateway}`,
      LOCAL_FILES_PORT: `${files}`,
      LOCAL_STATE: path.join(checkout.folder, 'state'),
    });
    checkout.run(startStack);
    await eventually(async () => checkout.output.includes('Ready:'));
    expect(checkout.output).toContain(`Ready: http://localhost:${port}`);
  });
});

describe('.env', () => {
  it('is ignored by git, and its example isn’t', () => {
    checkout = new Checkout();
    const git = (...command: string[]) =>
      execFileSync('git', command, { cwd: checkout.folder, encoding: 'utf8' });
    git('init', '--quiet');
    copyFileSync(path.join(ROOT, '.gitignore'), path.join(checkout.folder, '.gitignore'));
    for (const file of ['.env', '.env.production', '.env.example'])
      checkout.write(file, OWN_COGNITO);
    const seen = git('ls-files', '--others', '--exclude-standard').split('\n');
    expect(seen.filter((file) => file.startsWith('.env'))).toEqual(['.env.example']);
  });

  it('has an example that starts the product once it is filled in, and holds no secret', () => {
    checkout = new Checkout();
    const text = readFileSync(path.join(ROOT, '.env.example'), 'utf8');
    const example = parseEnv(text);
    expect(example).toMatchObject({ COGNITO_CLIENT_SECRET: '', SESSION_SECRETS: '' });
    const { COGNITO_CLIENT_ID, COGNITO_CLIENT_SECRET, SESSION_SECRETS } = OWN_COGNITO;
    const filled = { ...example, COGNITO_CLIENT_ID, COGNITO_CLIENT_SECRET, SESSION_SECRETS };
    expect(parseConfig(filled).warnings).toEqual([]);
    const named = [...text.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(named.filter((name) => !Object.keys(schema.shape).includes(name ?? ''))).toEqual([]);
  });
});
