import { createClient } from '@redis/client';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/http-server.js';
import { installed } from '../support/installed.js';
import type { Children } from './children.js';

/** Debian's redis-tools holds the server under the name redis-check-rdb, which runs it by its argv[0]. */
const SERVERS = ['valkey-server', 'redis-server', 'redis-check-rdb'];
const PACKAGE = 'redis-tools';
const DATABASES = 100; // one for each start of a contestant

/** The Valkey or Redis that all contestants share. It writes nothing to disk: they pay for no disk. */
export class Store {
  private constructor(private readonly port: number) {}

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
    const server = children.spawn(installed(SERVERS, PACKAGE), args, { argv0: 'redis-server' });
    await eventually(async () => {
      if (server.hasEnded) throw new Error(`The store ended:\n${server.output}`);
      return server.output.includes('Ready to accept connections');
    });
    return new Store(port);
  }

  url(database: number): string {
    return `redis://127.0.0.1:${this.port}/${database}`;
  }

  async version(): Promise<string> {
    const { valkey_version: valkey, redis_version: redis } = await this.info('server');
    return valkey === undefined ? `Redis ${redis}` : `Valkey ${valkey}`;
  }

  /** What it holds now, in bytes. */
  async usedBytes(): Promise<number> {
    return Number((await this.info('memory'))['used_memory']);
  }

  private async info(section: string): Promise<Record<string, string>> {
    const client = createClient({ url: this.url(0) });
    await client.connect();
    try {
      const lines = (await client.info(section)).split('\r\n');
      return Object.fromEntries(lines.map((line) => line.split(':', 2)));
    } finally {
      client.destroy();
    }
  }
}
