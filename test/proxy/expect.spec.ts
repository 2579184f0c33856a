import { Caller } from '../support/caller.js';
import { bob as user } from '../support/cognito-shapes.js';
import { RawClient } from '../support/raw-client.js';
import { RawUpstream } from '../support/raw-upstream.js';
import { World } from '../support/world.js';

// RFC 9110 §10.1.1
describe('a client that asks first whether to send its body', () => {
  let upstream: RawUpstream;
  let world: World;
  let bob: Caller;

  beforeAll(async () => {
    upstream = await RawUpstream.start();
    world = await World.start({ API_URL: upstream.url });
    bob = await Caller.signIn(world, user);
  });
  afterAll(async () => {
    await world.stop();
    await upstream.stop();
  });
  beforeEach(() => upstream.reset());

  const ASKS = 'Expect: 100-continue';
  const GO_ON = 'HTTP/1.1 100 Continue\r\n\r\n';

  it.each([
    ['a small body', ['Content-Length: 5'], 'hello', 'hello'],
    ['a large one', ['Content-Length: 100000'], 'x'.repeat(100_000), 'x'.repeat(100_000)],
    ['chunks', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n', 'hello'],
    ['another case', ['expect: 100-CONTINUE', 'Content-Length: 5'], 'hello', 'hello'],
  ])('is told to, once, and the API hears nothing of it: %s', async (_name, fields, sent, body) => {
    const client = await bob.connect();
    const ask = fields.some((field) => field.startsWith('expect')) ? [] : [ASKS];
    client.send(bob.request('POST /api/x', [...ask, ...fields]));
    await client.hears(GO_ON);
    client.send(sent);
    const answer = await client.answer('POST');
    expect([answer.status, answer.interim]).toEqual([200, [100]]);
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.requests[0]?.body.toString()).toBe(body);
    expect(upstream.requests[0]?.fields.map(([name]) => name)).not.toContain('expect');
  });

  it('need not wait for it', async () => {
    const answer = await bob.call('POST /api/x', [ASKS, 'Content-Length: 5'], 'hello');
    expect(answer.status).toBe(200);
    expect(upstream.requests[0]?.body.toString()).toBe('hello');
  });

  it.each(['Content-Length: 0', 'X-No: body'])('may have none: %s', async (field) => {
    const answer = await bob.call('POST /api/x', [ASKS, field]);
    expect(answer.status).toBe(200);
    expect(upstream.requests[0]?.body).toHaveLength(0);
  });

  it('hears the API’s answer where that comes before all of the body', async () => {
    upstream.script = ({ write }) => write('HTTP/1.1 422 No\r\nContent-Length: 2\r\n\r\nno');
    const client = await bob.connect();
    client.send(bob.request('POST /api/x', [ASKS, 'Content-Length: 100000']));
    await client.hears(GO_ON);
    client.send('the first of many bytes');
    const answer = await client.answer('POST');
    expect([answer.status, answer.text]).toEqual([422, 'no']);
  });

  const LENGTH = 'Content-Length: 60';
  const refused: [name: string, status: number, lines: (whole: string[]) => string[]][] = [
    ['nobody signed in', 401, (whole) => whole.filter((line) => !line.startsWith('Cookie'))],
    [
      'another site',
      403,
      (whole) => whole.map((line) => line.replace('same-origin', 'cross-site')),
    ],
    ['what climbs out', 400, ([, ...fields]) => ['POST /api/../x HTTP/1.1', ...fields]],
    ['what only admins may', 403, ([, ...fields]) => ['POST /api/admin/x HTTP/1.1', ...fields]],
    ['what no one may', 405, ([, ...fields]) => ['PROPFIND /api/x HTTP/1.1', ...fields]],
    ['what isn’t there', 404, ([, ...fields]) => ['POST /nowhere HTTP/1.1', ...fields]],
    [
      'what is too large',
      413,
      (whole) => whole.map((line) => line.replace(LENGTH, 'Content-Length: 99999999')),
    ],
    ['a WebSocket', 501, (whole) => [...whole, 'Connection: Upgrade', 'Upgrade: websocket']],
    [
      'another expectation',
      417,
      (whole) => whole.map((line) => line.replace(ASKS, 'Expect: 200-ok')),
    ],
  ];
  it.each(refused)('is refused, and not told to: %s', async (_name, status, lines) => {
    const client = await RawClient.connect(world.origin);
    const whole = ['POST /api/x HTTP/1.1', ...bob.identity, ASKS, LENGTH];
    client.send([...lines(whole), '', ''].join('\r\n'));
    const answer = await client.answer('POST');
    expect([answer.status, answer.interim]).toEqual([status, []]);
    expect(upstream.requests).toEqual([]);
    expect(client.received).toBe('');
  });

  // Whoever didn't wait has sent its body already: nobody knows whether what follows is that body
  // or the next request.
  it.each(refused)('finds the connection closed after that: %s', async (_name, status, lines) => {
    const client = await RawClient.connect(world.origin);
    const whole = ['POST /api/x HTTP/1.1', ...bob.identity, ASKS, LENGTH];
    client.send([...lines(whole), '', ''].join('\r\n'));
    expect((await client.answer('POST')).status).toBe(status);
    client.send(bob.request('GET /api/smuggled'));
    await client.closed();
    expect(client.received).toBe('');
    expect(upstream.requests).toEqual([]);
  });
});
