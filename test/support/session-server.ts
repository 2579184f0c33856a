import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createClient, RESP_TYPES } from '@redis/client';
import type { Certificate } from './certificate.js';
import { freePort } from './http-server.js';
import { installed, STORE } from './installed.js';

const START_ATTEMPTS = 3;
const SLOTS = 16_384;

export interface ServerOptions {
  readonly tls?: Certificate;
  readonly password?: string;
  readonly cluster?: boolean;
}

type Reply = Buffer | number | null | Reply[];

/** A Valkey or Redis of the test's own, on a free port, which keeps its data over a restart. */
export class SessionServer {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'session-server-'));
  private process: ChildProcessByStdio<null, Readable, null> | undefined;
  private port = 0;
  private busPort = 0;
  private readonly lines: string[] = [];
  private heard = Promise.withResolvers<void>();

  private constructor(private readonly options: ServerOptions) {}

  static async start(options: ServerOptions = {}): Promise<SessionServer> {
    const server = new SessionServer(options);
    for (let attempt = 1; ; attempt += 1) {
      [server.port, server.busPort] = [await freePort(), await freePort()];
      try {
        await server.start();
        return server;
      } catch (error) {
        if (attempt === START_ATTEMPTS) throw error; // somebody took the port meanwhile
      }
    }
  }

  get url(): string {
    return `${this.options.tls ? 'rediss' : 'redis'}://localhost:${this.port}`;
  }
  get address(): { host: string; port: number; busPort: number } {
    return { host: '127.0.0.1', port: this.port, busPort: this.busPort };
  }

  /** Starts it (again, with the data it had). */
  async start(): Promise<void> {
    this.lines.length = 0;
    const child = spawn(installed(STORE), this.arguments(), {
      argv0: 'redis-server',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.process = child;
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(line);
      this.heard.resolve();
    });
    const ended = once(child, 'exit').then(() => {
      throw new Error(`The session server ended:\n${this.lines.join('\n')}`);
    });
    ended.catch(() => undefined);
    await Promise.race([this.says('Ready to accept connections'), ended]);
  }

  /** Ends it at once, as a machine does that loses power: it is not asked. */
  async stop(): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** It stops answering from now on; what is sent to it is received. */
  pause(): void {
    this.process?.kill('SIGSTOP');
  }
  resume(): void {
    this.process?.kill('SIGCONT');
  }

  /** Stops it for good and clears away what it left. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async flush(): Promise<void> {
    await this.command('FLUSHALL');
  }

  async keys(): Promise<string[]> {
    const keys = await this.command('KEYS', '*');
    return Array.isArray(keys) ? keys.map(String).toSorted() : [];
  }

  /** The keys of what is kept about people, without the counters of addresses and attempts. */
  async keysOfPeople(): Promise<string[]> {
    return (await this.keys()).filter((key) => !/^(?:limit|attempt):/.test(key));
  }

  /** Everything that it holds: for each key what anybody reads who gets a copy. One byte is one character. */
  async dump(): Promise<Map<string, string>> {
    const dump = new Map<string, string>();
    for (const key of await this.keys()) {
      const type = String(await this.command('TYPE', key));
      dump.set(key, flat(await this.command(type === 'hash' ? 'HGETALL' : 'GET', key)));
    }
    return dump;
  }

  /** One command, answered with bytes. */
  command(...command: (string | Buffer)[]): Promise<Reply> {
    return this.connected((client) => client.sendCommand<Reply>(command));
  }

  /** The commands that it runs while this is done, PINGs left out; a script counts as one. */
  async commandsOf(
    doing: () => Promise<unknown>,
    hear: (command: string) => void = () => undefined,
  ): Promise<string[]> {
    const END = `end-${Math.random()}`;
    return this.connected(async (client) => {
      const seen: string[] = [];
      const done = Promise.withResolvers<void>();
      await client.monitor((line) => {
        const [, origin = '', command = ''] = /\[\d+ (\S+)\] (.*)/.exec(line) ?? [];
        if (command.includes(END)) done.resolve();
        if (origin === 'lua' || /^"(PING|CLIENT|HELLO|ECHO)"/i.test(command)) return;
        seen.push(command);
        hear(command);
      });
      await doing();
      await this.command('ECHO', END); // what is said before it has been heard
      await done.promise;
      return seen;
    });
  }

  /** Waits until its log says this. */
  async says(text: string): Promise<void> {
    while (!this.lines.some((line) => line.includes(text))) {
      this.heard = Promise.withResolvers();
      await this.heard.promise;
    }
  }

  private async connected<T>(use: (client: ReturnType<typeof adminClient>) => Promise<T>) {
    const client = adminClient(this.url, this.options);
    await client.connect();
    try {
      return await use(client);
    } finally {
      client.destroy();
    }
  }

  private arguments(): string[] {
    const { tls, password, cluster } = this.options;
    const port = String(this.port);
    const given: Record<string, string | string[]> = {
      ...(tls
        ? {
            port: '0',
            'tls-port': port,
            'tls-cert-file': tls.certFile,
            'tls-key-file': tls.keyFile,
            'tls-ca-cert-file': tls.certFile,
            'tls-auth-clients': 'no',
          }
        : { port }),
      ...(password !== undefined && { requirepass: password }),
      ...(cluster && {
        'cluster-enabled': 'yes',
        'cluster-port': String(this.busPort),
        'cluster-node-timeout': '2000',
      }),
      bind: ['127.0.0.1', '-::1'], // where there is IPv6
      dir: this.folder,
      save: '',
      appendonly: 'yes',
      appendfsync: 'always',
    };
    return Object.entries(given).flatMap(([name, value]) => [`--${name}`, value].flat());
  }
}

/** Three servers that share the keys, as a cluster in production does. */
export class SessionCluster {
  private constructor(readonly nodes: readonly SessionServer[]) {}

  static async start(): Promise<SessionCluster> {
    const nodes = await Promise.all([1, 2, 3].map(() => SessionServer.start({ cluster: true })));
    const share = Math.ceil(SLOTS / nodes.length);
    await Promise.all(
      nodes.map(async (node, index) => {
        const last = Math.min(SLOTS, (index + 1) * share) - 1;
        await node.command('CLUSTER', 'ADDSLOTSRANGE', `${index * share}`, `${last}`);
        await node.command('CLUSTER', 'SET-CONFIG-EPOCH', `${index + 1}`);
      }),
    );
    const [first, ...others] = nodes;
    for (const { address } of others) {
      const { host, port, busPort } = address;
      await first?.command('CLUSTER', 'MEET', host, `${port}`, `${busPort}`);
    }
    await Promise.all(nodes.map((node) => node.says('Cluster state changed: ok')));
    return new SessionCluster(nodes);
  }

  get url(): string {
    return this.nodes[0]?.url ?? '';
  }

  async flush(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.flush()));
  }
  async keys(): Promise<string[]> {
    return (await Promise.all(this.nodes.map((node) => node.keys()))).flat();
  }
  async remove(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.remove()));
  }
}

function adminClient(url: string, { password, tls }: ServerOptions) {
  const client = createClient({
    url,
    RESP: 2,
    ...(password !== undefined && { password }),
    ...(tls && { socket: { tls: true as const, ca: tls.pem, reconnectStrategy: false as const } }),
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  });
  client.on('error', () => undefined); // who sent the command hears of it
  return client;
}

const flat = (reply: Reply): string =>
  Array.isArray(reply)
    ? reply.map(flat).join('\n')
    : Buffer.isBuffer(reply)
      ? reply.toString('latin1')
      : String(reply);
