import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../testing/command.js';

const run = promisify(execFile);

describe('the package of the local Cognito', () => {
  let folder: string;
  let packed: string;
  let running: ChildProcess | undefined;

  // oxlint-disable-next-line node/no-process-env -- npm finds itself and its cache by it
  const inherited = process.env;
  const env = {
    ...inherited,
    PATH: [dirname(process.execPath), inherited['PATH']].join(delimiter),
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'local-package-'));
    const pack = ['--import', 'tsx', 'local/package/pack.ts', join(folder, 'package')];
    await run(process.execPath, pack);
    await run('npm', ['pack', '--pack-destination', folder, join(folder, 'package')], { env });
    packed = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  }, 120_000);
  afterAll(async () => {
    if (running?.exitCode === null) {
      running.kill('SIGTERM');
      await once(running, 'close');
    }
    rmSync(folder, { recursive: true });
  });

  it('is small', () => {
    expect(statSync(packed).size).toBeLessThan(1024 * 1024);
  });

  it('runs in an empty folder, with nothing else, for an application of one’s own', async () => {
    const empty = join(folder, 'application');
    mkdirSync(empty);
    writeFileSync(join(empty, 'package.json'), '{"private":true}');
    await run('npm', ['install', '--offline', '--no-audit', '--no-fund', packed], {
      cwd: empty,
      env,
    });
    const [port = 0] = await freePorts(1);
    const settings = {
      $schema: './node_modules/@cognito-bff/local-cognito/local-cognito.schema.json',
      Port: port,
      UserPools: [
        {
          Id: 'eu-central-1_shop',
          Clients: [{ ClientId: 'shopweb', CallbackURLs: ['http://localhost:5173/'] }],
        },
      ],
    };
    writeFileSync(join(empty, 'cognito.json'), JSON.stringify(settings));
    running = spawn(process.execPath, ['node_modules/.bin/local-cognito', 'cognito.json'], {
      cwd: empty,
      env,
    });
    let printed = '';
    running.stdout?.on('data', (data) => (printed += String(data)));
    running.stderr?.on('data', (data) => (printed += String(data)));
    const ended = once(running, 'close');
    while (!printed.includes('client shopweb')) {
      if (running.exitCode !== null) throw new Error(printed);
      await Promise.race([once(running.stdout ?? running, 'data'), ended]);
    }
    const issuer = `http://localhost:${port}/eu-central-1_shop`;
    expect(printed).toContain(`issuer ${issuer}`);
    const document = await fetch(`${issuer}/.well-known/openid-configuration`);
    expect(await document.json()).toMatchObject({ issuer });
    for (const name of ['local.css', 'local.js']) {
      expect((await fetch(`http://localhost:${port}/assets/${name}`)).status).toBe(200);
    }
    expect(readdirSync(join(empty, '.local/cognito'))).toEqual(['eu-central-1_shop']);
  }, 120_000);
});
