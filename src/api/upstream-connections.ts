import { Agent, type buildConnector, Client, Pool } from 'undici';
import { UpstreamAnswer } from './upstream-answer.js';

const CONNECT_TIMEOUT_MS = 5_000;

const OPTIONS = {
  connect: { timeout: CONNECT_TIMEOUT_MS },
  bodyTimeout: 0, // a stream that runs may run
  allowH2: false, // one protocol, the one that the tests prove
};

/** How often a connection was used. */
class Uses {
  count = 0;

  /** Connects as `connector` does, and begins to count anew. */
  from(connector: buildConnector.connector): buildConnector.connector {
    return (options, callback) => {
      this.count = 0;
      connector(options, callback);
    };
  }
}

/** One connection, which tells each answer how often it has served before. */
class CountingClient extends Client {
  private readonly uses: Uses;

  constructor(origin: string | URL, options: Client.Options, uses = new Uses()) {
    const { connect } = options;
    if (typeof connect !== 'function') throw new TypeError('a pool makes its connector itself');
    super(origin, { ...options, connect: uses.from(connect) });
    this.uses = uses;
  }

  override dispatch(...[options, handler]: Parameters<Client['dispatch']>): boolean {
    if (handler instanceof UpstreamAnswer) handler.uses = this.uses;
    return super.dispatch(options, handler);
  }
}

/** Connections to one API that are kept and used again. */
export const keptConnections = (origin: string) =>
  new Pool(origin, {
    ...OPTIONS,
    factory: (url, options: Client.Options) => new CountingClient(url, options),
  });

/** A connection of its own for each request. */
export const freshConnections = () => new Agent({ ...OPTIONS, pipelining: 0 });
