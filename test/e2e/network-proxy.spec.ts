import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { BuiltProduct } from '../support/built-product.js';
import { freePort } from '../support/http-server.js';
import { OpenIdProvider } from '../support/openid-provider.js';
import { TestBrowser } from '../support/test-browser.js';
import { UpstreamApi } from '../support/upstream-api.js';
import { environmentFor } from '../support/world.js';

/** A proxy as companies have one, which knows whom it was asked for. */
class NetworkProxy {
  readonly asked = new Set<string>();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((_request, response) => {
    response.writeHead(501).end();
  });

  static async start(port: number): Promise<NetworkProxy> {
    const proxy = new NetworkProxy();
    proxy.server.on('connect', ({ url = '' }, client: Socket) => {
      proxy.asked.add(new URL(`http://${url}`).port);
      const target = connect(Number(new URL(`http://${url}`).port), 'localhost', () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        target.pipe(client).pipe(target);
      });
      for (const socket of [client, target]) {
        proxy.sockets.add(socket);
        socket.on('error', () => socket.destroy());
      }
    });
    await once(proxy.server.listen(port, '127.0.0.1'), 'listening');
    return proxy;
  }

  stop(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

// docs/configuration.md says so.
it('NODE_USE_ENV_PROXY serves the calls to Cognito, and not those of the API', async () => {
  const [provider, api] = await Promise.all([OpenIdProvider.start(), UpstreamApi.start()]);
  const [port, proxyPort] = [await freePort(), await freePort()];
  const proxy = await NetworkProxy.start(proxyPort);
  const origin = `http://localhost:${port}`;
  provider.register(origin);
  const product = new BuiltProduct({
    ...environmentFor(provider, api, port),
    NODE_USE_ENV_PROXY: '1',
    HTTP_PROXY: `http://127.0.0.1:${proxyPort}`,
  });
  try {
    await product.answers(`${origin}/health/live`);
    const browser = new TestBrowser(origin);
    await browser.signIn();
    expect((await browser.fetch('/api/hello')).status).toBe(200);
    expect(provider.calls.token).toHaveLength(1);
    expect([...proxy.asked]).toEqual([new URL(provider.origin).port]);
  } finally {
    await product.stop('SIGKILL');
    proxy.stop();
    await provider.stop();
    await api.stop();
  }
});
