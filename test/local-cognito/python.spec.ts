import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HostedVisitor } from '../../local/testing/hosted-visitor.js';
import { documented } from '../support/documented.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/http-server.js';
import { Shop } from '../support/shop.js';

const run = promisify(execFile);
const [application = '', script = ''] = documented('### In Python', 'python');
// oxlint-disable-next-line node/no-process-env -- where Python is, and its packages
const inherited = process.env;

/** Left out, and said so, where Python or these packages of it are missing. */
function describeWith(...modules: string[]) {
  if (spawnSync('python3', ['-c', `import ${modules.join(', ')}`]).status === 0) return describe;
  process.stderr.write(`Left out: there is no python3 with ${modules.join(', ')}.\n`);
  return describe.skip;
}

describeWith('boto3')('boto3, as the documentation shows it', () => {
  it('signs somebody in and reads who it is', async () => {
    const shop = await Shop.start();
    const { stdout } = await run('python3', ['-c', script], {
      env: {
        ...inherited,
        AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: shop.cognito.domain,
        AWS_ACCESS_KEY_ID: 'any',
        AWS_SECRET_ACCESS_KEY: 'any',
      },
    });
    expect(stdout).toContain(`'email': 'carol@example.com'`);
    expect(stdout).toContain(`'custom:plan': 'gold'`);
    await shop.stop();
  });
});

describeWith(
  'flask',
  'authlib',
  'requests',
)('Authlib in Flask, as the documentation shows it', () => {
  let folder: string;
  let shop: Shop;
  let server: ChildProcess;
  let origin: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flask-'));
    const port = await freePort();
    origin = `http://localhost:${port}`;
    shop = await Shop.start({ server: origin });
    writeFileSync(join(folder, 'app.py'), shop.adapt(application));
    const command = ['-m', 'flask', 'run', '--host', 'localhost', '--port', String(port)];
    server = spawn('python3', command, { cwd: folder, env: inherited, stdio: 'ignore' });
    const isThere = async () => (await fetch(origin).catch(() => undefined))?.ok === true;
    await eventually(isThere, 30_000);
  }, 60_000);
  afterAll(async () => {
    server.kill('SIGTERM');
    if (server.exitCode === null && server.signalCode === null) await once(server, 'close');
    await shop.stop();
    rmSync(folder, { recursive: true });
  });

  it('signs somebody in', async () => {
    const carol = new HostedVisitor('http://nowhere.localhost');
    expect((await carol.open(origin)).html).toBe('Nobody is signed in');
    const page = await carol.open(`${origin}/login`);
    const form = { username: 'carol@example.com', password: 'Correct-Horse-1' };
    const home = await carol.submit(page, form);
    expect(home.url).toBe(`${origin}/`);
    expect(home.html).toBe('carol@example.com');
  });
});
