import { Caller } from '../support/caller.js';
import { type RawAnswer, RawClient } from '../support/raw-client.js';
import { RawUpstream } from '../support/raw-upstream.js';
import { World } from '../support/world.js';

const HANDSHAKE = [
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Protocol: chat',
];
const FRAME = Buffer.from([0x81, 0x85, 1, 2, 3, 4, 0x69, 0x67, 0x6f, 0x68, 0x6e]);

const REFUSED = [
  501,
  'application/problem+json; charset=utf-8',
  undefined,
  expect.objectContaining({ status: 501, code: 'websocket_unsupported' }),
];

const told = ({ status, header, json }: RawAnswer) => [
  status,
  header('content-type'),
  header('upgrade'),
  json(),
];

describe('a client that wants to speak another protocol', () => {
  let upstream: RawUpstream;
  let world: World;
  let alice: Caller;

  beforeAll(async () => {
    upstream = await RawUpstream.start();
    world = await World.start({ API_URL: upstream.url });
    alice = await Caller.signIn(world);
  });
  afterAll(async () => {
    await world.stop();
    await upstream.stop();
  });
  beforeEach(() => upstream.reset());

  const written: [name: string, fields: string[]][] = [
    ['as browsers do', ['Connection: Upgrade', 'Upgrade: websocket']],
    ['as Firefox does', ['Connection: keep-alive, Upgrade', 'Upgrade: websocket']],
    ['in another case', ['connection: upgrade', 'upgrade: WebSocket']],
    ['in upper case', ['CONNECTION: UPGRADE', 'UPGRADE: WEBSOCKET']],
    ['with a version', ['Connection: Upgrade', 'Upgrade: websocket/13']],
    ['among others', ['Connection: Upgrade', 'Upgrade: h2c, websocket']],
    ['on a line of its own', ['Connection: Upgrade', 'Upgrade: h2c', 'Upgrade: websocket']],
  ];
  const targets = [
    '/api/x',
    '/api/hello',
    '/api/../x',
    '/',
    '/auth/session',
    '/nowhere',
    '/health/live',
  ];

  it.each(written)('gets no WebSocket, asked for %s', async (_name, fields) => {
    expect(told(await alice.call('GET /api/x', [...fields, ...HANDSHAKE]))).toEqual(REFUSED);
    expect(upstream.connections).toBe(0);
  });

  it.each(targets)(
    'gets no WebSocket at %s, signed in or not, of this site or another',
    async (target) => {
      const fields = ['Connection: Upgrade', 'Upgrade: websocket', ...HANDSHAKE];
      expect(told(await alice.call(`GET ${target}`, fields))).toEqual(REFUSED);
      for (const who of ['X: y', 'Origin: https://evil.example', 'Cookie: session=forged']) {
        const stranger = await RawClient.connect(world.origin);
        stranger.send(
          [`GET ${target} HTTP/1.1`, 'Host: localhost', who, ...fields, '', ''].join('\r\n'),
        );
        expect(told(await stranger.answer())).toEqual(REFUSED);
        stranger.leave();
      }
      expect(upstream.connections).toBe(0);
    },
  );

  it('gets no WebSocket by another method, nor with a body', async () => {
    const fields = ['Connection: Upgrade', 'Upgrade: websocket', 'Content-Length: 5'];
    expect(told(await alice.call('POST /api/x', fields, 'hello'))).toEqual(REFUSED);
    expect(upstream.connections).toBe(0);
  });

  // Duende BFF 1732: what follows the handshake must not be taken for anything but HTTP.
  it('gets no connection of its own: a frame after the handshake is no WebSocket’s', async () => {
    const client = await alice.connect();
    client.send(
      alice.request('GET /api/x', ['Connection: Upgrade', 'Upgrade: websocket', ...HANDSHAKE]),
    );
    client.send(FRAME);
    expect(told(await client.answer())).toEqual(REFUSED);
    client.send(alice.request('GET /api/smuggled'));
    await client.closed();
    expect(client.received).toMatch(/^($|HTTP\/1\.1 400 )/);
    expect(upstream.connections).toBe(0);
  });

  it.each([
    [
      'HTTP/2',
      ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
    ],
    ['HTTP/2 twice', ['Connection: Upgrade', 'Upgrade: h2c, h2']],
    ['TLS', ['Connection: Upgrade', 'Upgrade: TLS/1.3, HTTP/1.1']],
    ['something nobody knows', ['Connection: Upgrade', 'Upgrade: websockets2']],
  ])('is answered in HTTP/1.1 instead: %s', async (_name, fields) => {
    const client = await alice.connect();
    client.send(alice.request('POST /api/x', [...fields, 'Content-Length: 5'], 'hello'));
    const answer = await client.answer('POST');
    expect([answer.status, answer.interim, answer.text]).toEqual([200, [], 'ok']);
    const [request] = upstream.requests;
    const names = request?.fields.map(([name]) => name) ?? [];
    expect(names).not.toContain('upgrade');
    expect(names).not.toContain('http2-settings');
    expect(request?.body.toString()).toBe('hello');

    client.send(alice.request('GET /api/y'));
    expect((await client.answer()).text).toBe('ok');
  });

  it('that only mentions a WebSocket is served', async () => {
    const answer = await alice.call('GET /api/x?upgrade=websocket', HANDSHAKE);
    expect(answer.status).toBe(200);
    expect(upstream.requests[0]?.fields.map(([name]) => name)).not.toContain('sec-websocket-key');
  });
});
