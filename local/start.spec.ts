import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiRoutes } from '../api/routes.js';
import { listen } from './listen.js';
import { Command, freePorts } from './testing/command.js';

describe('npm start', () => {
  let state: string;
  let environment: Record<string, string>;

  beforeEach(async () => {
    state = mkdtempSync(join(tmpdir(), 'local-stack-'));
    const [port, cognito, gateway, files] = await freePorts(4);
    environment = {
      PORT: String(port),
      LOCAL_COGNITO_PORT: String(cognito),
      LOCAL_GATEWAY_PORT: String(gateway),
      LOCAL_FILES_PORT: String(files),
      LOCAL_STATE: state,
    };
  });
  afterEach(() => rmSync(state, { recursive: true }));

  const start = (changes: Record<string, string> = {}) =>
    new Command('start.ts', { ...environment, ...changes });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'comes up, says what to do, and ends cleanly on %s',
    async (signal) => {
      const stack = start();
      await stack.prints('stop with Ctrl-C');
      for (const text of [
        'alice@example.com',
        'Correct-Horse-1',
        'npm run otp -- alice@example.com',
      ]) {
        expect(stack.stdout).toContain(text);
      }
      const address = `http://localhost:${environment['PORT']}`;
      expect(stack.stdout).toContain(`Ready: ${address}`);
      expect((await fetch(address)).status).toBe(200);
      const login = await fetch(`${address}/auth/login`);
      expect(login.url).toMatch(`http://localhost:${environment['LOCAL_COGNITO_PORT']}/login?`);
      expect(login.status).toBe(200);
      const [
        {
          path,
          methods: [method],
        },
      ] = apiRoutes;
      const gateway = `http://localhost:${environment['LOCAL_GATEWAY_PORT']}`;
      const api = await fetch(gateway + path, { method });
      expect(api.status).toBe(401);
      const files = await fetch(
        `http://localhost:${environment['LOCAL_FILES_PORT']}/local-uploads`,
      );
      expect(files.status).toBe(403);

      stack.kill(signal);
      expect(await stack.exitCode()).toBe(0);
      expect(stack.stderr).toBe('');
      await expect(fetch(address)).rejects.toThrow('fetch failed');
    },
  );

  it('is found by browsers where PUBLIC_URL says, as with a dev server in front', async () => {
    const front = 'http://localhost:5173';
    const stack = start({ PUBLIC_URL: `${front}/` });
    await stack.prints('stop with Ctrl-C');
    expect(stack.stdout).toContain(`Ready: ${front}`);
    const login = await fetch(`http://localhost:${environment['PORT']}/auth/login`);
    // The local Cognito knows the address, or it would show an error page.
    const { pathname, searchParams } = new URL(login.url);
    expect([pathname, searchParams.get('redirect_uri')]).toEqual([
      '/login',
      `${front}/auth/callback`,
    ]);
    stack.kill('SIGTERM');
    expect(await stack.exitCode()).toBe(0);
  });

  it.each(['localhost:5173', 'nowhere', '/'])(
    'names a PUBLIC_URL that is none: %s',
    async (url) => {
      const stack = start({ PUBLIC_URL: url });
      expect(await stack.exitCode()).toBe(1);
      expect(stack.stderr).toBe('PUBLIC_URL: an origin, as in http://localhost:5173.\n');
    },
  );

  it('is reached from this machine alone', async () => {
    const stack = start();
    await stack.prints('stop with Ctrl-C');
    for (const variable of [
      'PORT',
      'LOCAL_COGNITO_PORT',
      'LOCAL_GATEWAY_PORT',
      'LOCAL_FILES_PORT',
    ]) {
      const at = async (host: string) =>
        fetch(`http://${host}:${environment[variable]}`, { signal: AbortSignal.timeout(5_000) });
      expect((await at('localhost')).status).toBeLessThan(500);
      // Other addresses of this machine: whoever listens on every interface is reached there.
      await expect(at('[::1]')).rejects.toThrow('fetch failed');
      await expect(at('127.0.0.2')).rejects.toThrow(/fetch failed|timeout/);
    }
    stack.kill('SIGTERM');
    expect(await stack.exitCode()).toBe(0);
  });

  it('ends when npm’s shell was ended, and nobody told it', async () => {
    const stack = new Command('start.ts', environment, { shell: true });
    await stack.prints('stop with Ctrl-C');
    stack.kill('SIGTERM');
    await stack.exitCode();
    await expect(fetch(`http://localhost:${environment['PORT']}`)).rejects.toThrow('fetch failed');
  });

  it.each(['PORT', 'LOCAL_COGNITO_PORT', 'LOCAL_GATEWAY_PORT', 'LOCAL_FILES_PORT'])(
    'names a port in use and %s',
    async (variable) => {
      const other = await listen(() => undefined, { port: 0, host: '127.0.0.1' });
      const stack = start({ [variable]: String(other.port) });
      expect(await stack.exitCode()).toBe(1);
      expect(stack.stderr).toBe(
        `Port ${other.port} is in use: stop what runs there, or choose another port with ${variable}.\n`,
      );
      expect(stack.stdout).toBe('');
      await other.close();
    },
  );

  it('names a port that is none', async () => {
    const stack = start({ LOCAL_COGNITO_PORT: 'x' });
    expect(await stack.exitCode()).toBe(1);
    expect(stack.stderr).toBe('LOCAL_COGNITO_PORT: a port is a number from 1 to 65535.\n');
  });

  it('names a damaged state file', async () => {
    const file = join(state, 'cognito', 'accounts.json');
    mkdirSync(join(state, 'cognito'));
    writeFileSync(file, '{');
    const stack = start();
    expect(await stack.exitCode()).toBe(1);
    expect(stack.stderr).toBe(`${file} is damaged: repair it, or delete it to start afresh.\n`);
  });

  it('ends as the BFF ends, and says so', async () => {
    const stack = start({ SESSION_IDLE_SECONDS: 'soon' });
    expect(await stack.exitCode()).toBe(1);
    expect(stack.stderr).toMatch(/\nThe BFF ended by itself \(exit code 1\)\.\n$/u);
    expect(stack.stdout).not.toContain('Ready');
  });
});
