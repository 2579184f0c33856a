import { compose, containersOf, docker } from './engine.js';
import { otp } from './people.js';

const RUNNING = ['proxy', 'bff', 'valkey', 'cognito', 'gateway', 'files'];
const SERVICES = [...RUNNING, 'secrets'];

interface Inspected {
  HostConfig: Record<string, unknown>;
  NetworkSettings: {
    Ports: Record<string, { HostIp: string; HostPort: string }[] | null>;
    Networks: Record<string, { IPAddress: string }>;
  };
}

const inspect = async (ids: string[]): Promise<Inspected[]> =>
  JSON.parse(await docker('inspect', ...ids));

const exec = async (service: string, ...command: string[]) =>
  compose('exec', '-T', service, ...command);

/** What the kernel says of a container's first process. */
async function processOne(service: string): Promise<Map<string, string>> {
  const status = await exec(service, 'cat', '/proc/1/status');
  return new Map(
    status.split('\n').map((line): [string, string] => {
      const [name = '', value = ''] = line.split(':');
      return [name, value.trim()];
    }),
  );
}

const historyOf = async (image: string) => docker('history', '--no-trunc', image);

/** Whether a server in one container can be reached out of another. */
async function reaches(service: string, host: string, port: number) {
  const script = `require('net').connect({ host: '${host}', port: ${port}, timeout: 2000 })
    .on('connect', () => process.exit(0)).on('timeout', () => process.exit(1))`;
  return exec(service, 'node', '-e', script).then(
    () => true,
    () => false,
  );
}

describe('the containers', () => {
  it.each(SERVICES)('%s is hardened', async (service) => {
    for (const { HostConfig } of await inspect(await containersOf(service))) {
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        Privileged: false,
        CapAdd: null,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        Memory: 256 * 1024 * 1024,
        PidsLimit: 100,
      });
    }
  });

  it.each(RUNNING)('%s is nobody special, and the kernel agrees', async (service) => {
    const status = await processOne(service);
    expect(status.get('Uid')).toMatch(/^[1-9]/u);
    expect(status.get('NoNewPrivs')).toBe('1');
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
      expect([set, status.get(set)]).toEqual([set, '0000000000000000']);
    }
  });

  it.each(RUNNING)('%s can’t write to its own files', async (service) => {
    await expect(exec(service, 'touch', '/tmp/file')).rejects.toThrow('Read-only file system');
  });

  it('in a BFF, the product is the first process, and leaves no dead ones behind', async () => {
    const command = await exec('bff', 'cat', '/proc/1/cmdline');
    const started = ['node', '--max-semi-space-size=8', 'dist/src/main.js'];
    expect(command.split('\0').slice(0, 3)).toEqual(started);
    const states = await exec('bff', 'sh', '-c', 'grep -h ^State: /proc/[0-9]*/status');
    expect(states).not.toContain('zombie');
  });

  it('three ports are published, to this machine alone', async () => {
    const published = (await inspect(await containersOf())).flatMap(({ NetworkSettings }) =>
      Object.values(NetworkSettings.Ports).flatMap((bindings) =>
        (bindings ?? []).map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}`),
      ),
    );
    expect(published.toSorted()).toEqual(['127.0.0.1:3000', '127.0.0.1:3001', '127.0.0.1:3003']);
  });

  it('nobody but the BFFs reaches Valkey, by name or by address', async () => {
    const [valkey] = await inspect(await containersOf('valkey'));
    const networks = Object.values(valkey?.NetworkSettings.Networks ?? {});
    expect(networks).toHaveLength(1);
    for (const host of ['valkey', networks[0]?.IPAddress ?? '']) {
      expect([host, await reaches('bff', host, 6379)]).toEqual([host, true]);
      expect([host, await reaches('cognito', host, 6379)]).toEqual([host, false]);
      expect([host, await reaches('gateway', host, 6379)]).toEqual([host, false]);
    }
  });

  it('a BFF reaches nothing outside', async () => {
    const [bff] = await inspect(await containersOf('bff'));
    const networks = Object.keys(bff?.NetworkSettings.Networks ?? {});
    expect(await docker('network', 'inspect', '--format={{.Internal}}', ...networks)).toBe(
      'true\ntrue',
    );
  });

  it('Valkey lets nobody in without the password, and nobody do anything else', async () => {
    expect(await exec('valkey', 'valkey-cli', 'keys', '*')).toContain('NOAUTH');
    const asHealth = ['valkey-cli', '--user', 'health', '--pass', 'none'];
    expect(await exec('valkey', ...asHealth, 'get', 'x')).toContain('NOPERM');
  });

  it('no secret is in what the engine tells of containers and images, nor in a log', async () => {
    const files = (await exec('bff', 'ls', '/run/secrets')).split('\n');
    expect(files).toEqual(['COGNITO_CLIENT_SECRET', 'REDIS_PASSWORD', 'SESSION_SECRETS']);
    const secrets = await Promise.all(
      files.map((file) => exec('bff', 'cat', `/run/secrets/${file}`)),
    );
    const images = (await compose('config', '--images')).split('\n');
    const told = {
      inspect: await docker('inspect', ...(await containersOf()), ...images),
      config: await compose('config'),
      logs: await compose('logs'),
      history: (await Promise.all(images.map(historyOf))).join('\n'),
    };
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThanOrEqual(32);
      const found = Object.entries(told).filter(([, text]) => text.includes(secret));
      expect(found.map(([where]) => where)).toEqual([]);
    }
  });

  it('the command for codes says whom it knows', async () => {
    expect(await otp('alice@example.com')).toMatch(/^\d{6}$/u);
    await expect(otp('nobody@example.com')).rejects.toThrow('alice@example.com');
  });
});
