import { createServer, type RequestListener, type ServerOptions } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { Obstacle } from './obstacle.js';

/** A port that something else holds. */
export class PortInUse extends Obstacle {
  constructor(readonly port: number) {
    super(`Port ${port} is in use.`);
  }
}

export interface Listening {
  port: number;
  close: () => Promise<void>;
}

export interface ListenOptions extends ServerOptions {
  /** 0 takes a free one. */
  port: number;
  /** Every interface when undefined. */
  host: string | undefined;
  /** PEM: speaks https. */
  tls?: { cert: string; key: string } | undefined;
}

/** Serves until closed. @throws {PortInUse} */
export async function listen(
  listener: RequestListener,
  { port, host, tls, ...options }: ListenOptions,
): Promise<Listening> {
  const server = tls
    ? createSecureServer({ ...options, ...tls }, listener)
    : createServer(options, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject('code' in error && error.code === 'EADDRINUSE' ? new PortInUse(port) : error);
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
