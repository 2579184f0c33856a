import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../config/config.js';
import { LOGGER } from './logger.js';
import { Metrics } from './metrics.js';
import { oneLine } from './one-line.js';

const PATH = '/metrics';

/**
 * `GET /metrics` in Prometheus' text format, on a port of its own (`METRICS_PORT`): what is told there is
 * for who runs this, and no route of the public port leads there. Who may reach the port is the network's
 * matter.
 */
@Injectable()
export class MetricsServer implements OnApplicationShutdown {
  private readonly server: Server;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.server = createServer((request, response) => {
      const [path] = (request.url ?? '').split('?', 1);
      if (path !== PATH) {
        response.writeHead(404).end();
      } else if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      } else {
        response.setHeader('Cache-Control', 'no-store');
        response.setHeader('X-Content-Type-Options', 'nosniff');
        metrics.exporter.getMetricsRequestHandler(request, response);
      }
    });
  }

  /** Nobody is kept from signing in by a port that can't be had for metrics: that is said in the log. */
  async listen(): Promise<void> {
    const { metricsHost: host, metricsPort: port } = this.config;
    try {
      await once(this.server.listen({ port, host }), 'listening');
    } catch (error) {
      this.logger.warn(
        { port, reason: oneLine(error) },
        'there are no metrics: set METRICS_PORT to a port that is free',
      );
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
