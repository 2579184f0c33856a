import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/http-server.js';
import { installed, STORE } from '../support/installed.js';
import type { Children } from './children.js';
import { commandIn, READING, readingIn, type Traffic, trafficBetween } from './store-traffic.js';

/** Debian's redis-tools holds the server under the name redis-check-rdb, which runs it by its argv[0]. */
const DATABASES = 1_000; // one for each start of a contestant
/** What a server does for a request after it has answered it is done by then. */
const AFTERMATH_MS = 200;

/** The Valkey or Redis that all contestants share. It writes nothing to disk: they pay for no disk. */
export class Store {
  private constructor(
    private readonly port: number,
    /** The bench's own. */
    private readonly client: ReturnType<typeof connection>,
  ) {}

  static async start(children: Children): Promise<Store> {
    const port = await freePort();
    const options = {
      port: String(port),
      bind: '127.0.0.1',
      databases: String(DATABASES),
      save: '',
      appendonly: 'no',
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const server = children.spawn(installed(STORE), args, { argv0: 'redis-server' });
    await eventually(async () => {
      if (server.hasEnded) throw new Error(`The store ended:\n${server.output}`);
      return server.output.includes('Ready to accept connections');
    });
    const client = connection(port);
    await client.connect();
    return new Store(port, client);
  }

  url(database: number): string {
    return urlOf(this.port, database);
  }

  async version(): Promise<string> {
    const info = await this.client.info('server');
    const [, name, version] = /^(valkey|redis)_version:(\S+)/m.exec(info) ?? [];
    return `${name === 'valkey' ? 'Valkey' : 'Redis'} ${version}`;
  }

  /** What it holds now, in bytes. */
  async usedBytes(): Promise<number> {
    return Number(/^used_memory:(\d+)/m.exec(await this.client.info('memory'))?.[1]);
  }

  /** What all clients read and wrote meanwhile, by the store's own count. */
  async trafficWhile(doing: () => Promise<unknown>): Promise<Traffic> {
    const before = await this.reading();
    await doing();
    await sleep(AFTERMATH_MS);
    return trafficBetween(before, await this.reading());
  }

  /** The commands that came for this database meanwhile, by the store's own record. */
  async commandsWhile(database: number, doing: () => Promise<unknown>): Promise<string[]> {
    const commands: string[] = [];
    const last = randomUUID();
    let heardLast = false;
    const watcher = connection(this.port);
    await watcher.connect();
    try {
      await watcher.monitor((line) => {
        const command = commandIn(line, database);
        if (command !== undefined) commands.push(command);
        heardLast ||= line.includes(last);
      });
      await doing();
      await sleep(AFTERMATH_MS);
      await this.client.echo(last);
      await eventually(async () => heardLast);
      return commands;
    } finally {
      watcher.destroy();
    }
  }

  close(): void {
    if (this.client.isOpen) this.client.destroy();
  }

  private async reading() {
    return readingIn(await this.client.sendCommand<string>(READING));
  }
}

const urlOf = (port: number, database: number) => `redis://127.0.0.1:${port}/${database}`;

/** It isn't made anew: where the store is gone, what asks it fails at once. */
function connection(port: number) {
  const client = createClient({
    url: urlOf(port, 0),
    RESP: 2,
    socket: { reconnectStrategy: false },
  });
  return client.on('error', () => undefined); // whoever asks hears of it
}
