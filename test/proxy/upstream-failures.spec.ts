import { Caller } from '../support/caller.js';
import { eventually } from '../support/eventually.js';
import { Gate } from '../support/gate.js';
import { freePort } from '../support/http-server.js';
import { BrokenAnswer } from '../support/raw-client.js';
import { answerOk, type Exchange, RawUpstream } from '../support/raw-upstream.js';
import { UpstreamApi } from '../support/upstream-api.js';
import { World } from '../support/world.js';

const PROBLEM = 'application/problem+json; charset=utf-8';

describe('an API that fails', () => {
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

  type Death = [how: string, die: (exchange: Exchange) => unknown];
  const silentDeaths: Death[] = [
    ['hangs up', ({ whole, end }) => whole.then(end)],
    ['crashes', ({ whole, reset }) => whole.then(reset)],
  ];
  const laterDeaths: Death[] = [
    ['hangs up in the status line', ({ write, end }) => [write('HTTP/1.1 20'), end()]],
    ['crashes in the status line', ({ write, reset }) => [write('HTTP/1.1 20'), reset()]],
    ['hangs up in the head', ({ write, end }) => [write('HTTP/1.1 200 OK\r\nETag: "1'), end()]],
    [
      'hangs up after an interim answer',
      ({ write, end }) => [write('HTTP/1.1 103 A\r\n\r\n'), end()],
    ],
  ];
  type Sent = [line: string, fields: string[], body: string];
  const repeatable: Sent[] = [
    ['GET /api/x', [], ''],
    ['HEAD /api/x', [], ''],
    ['OPTIONS /api/x', [], ''],
    ['DELETE /api/x', [], ''],
    ['PUT /api/x', ['Content-Length: 5'], 'hello'],
  ];
  const sentOnce: Sent[] = [
    ['POST /api/x', ['Content-Length: 5'], 'hello'],
    ['POST /api/x', [], ''],
    ['PATCH /api/x', ['Content-Length: 5'], 'hello'],
    ['PUT /api/x', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n'],
  ];

  // RFC 9110 §9.2.2. The race that each kept connection can lose: the API closes it for its idleness
  // just when it is used again.
  describe.each(silentDeaths)(
    'on a kept connection, before anything of an answer: it %s',
    (_how, die) => {
      /** Serves each connection `times` times, and dies at the next request on it. */
      const servesEachConnection = (times: number) => {
        const served = new Map<Promise<void>, number>();
        upstream.script = (exchange) => {
          const count = (served.get(exchange.closed) ?? 0) + 1;
          served.set(exchange.closed, count);
          return count > times ? die(exchange) : answerOk(exchange);
        };
      };

      it.each(repeatable)('%s is sent once more, and answered', async (line, fields, body) => {
        servesEachConnection(1);
        for (let time = 1; time <= 3; time += 1) {
          expect((await alice.call(line, fields, body)).status).toBe(200);
        }
        const bodies = upstream.requests.map((request) => request.body.toString());
        expect(new Set(bodies)).toEqual(new Set([body]));
      });

      it('is spared where every kept connection is as dead', async () => {
        const held = new Gate();
        upstream.script = async (exchange) => {
          await held.pass();
          return answerOk(exchange);
        };
        const calls = Array.from({ length: 4 }, () => alice.call('GET /api/x'));
        await eventually(async () => upstream.connections === 4);
        held.open();
        await Promise.all(calls);
        const first = upstream.connections;
        upstream.script = (exchange) =>
          upstream.connections > first ? answerOk(exchange) : die(exchange);
        expect((await alice.call('GET /api/x')).status).toBe(200);
      });

      it.each(repeatable)('%s is sent no third time', async (line, fields, body) => {
        await alice.call('GET /api/x');
        let asked = 0;
        upstream.script = (exchange) => {
          asked += 1;
          return die(exchange);
        };
        expect((await alice.call(line, fields, body)).status).toBe(502);
        expect(asked).toBe(2);
      });

      it('an answer to the page of ours comes too', async () => {
        world.api.reset();
        servesEachConnection(1);
        await alice.call('GET /api/x');
        const { status } = await alice.browser.htmx('/example');
        expect([status, upstream.requests.at(-1)?.startLine]).toEqual([
          502, // for "ok" is no JSON
          'GET /stage/example HTTP/1.1',
        ]);
      });
    },
  );

  it.each(silentDeaths)('on a new connection: it %s, and is not asked again', async (_how, die) => {
    let asked = 0;
    upstream.script = (exchange) => {
      asked += 1;
      return die(exchange);
    };
    expect((await alice.call('GET /api/x')).status).toBe(502);
    expect(asked).toBe(1);
  });

  const unrepeated = [
    ...laterDeaths.flatMap(([how, die]) =>
      [...repeatable, ...sentOnce].map((sent) => [how, ...sent, die] as const),
    ),
    ...silentDeaths.flatMap(([how, die]) => sentOnce.map((sent) => [how, ...sent, die] as const)),
  ];
  describe('before its answer', () => {
    it.each(unrepeated)(
      'the API %s: %s is answered with 502, and not sent again',
      async (_how, line, fields, body, die) => {
        await alice.call('GET /api/x'); // so that there is a connection to be used again
        let asked = 0;
        upstream.script = (exchange) => {
          asked += 1;
          return die(exchange);
        };
        const { status, header, text } = await alice.call(line, fields, body);
        expect([status, header('content-type')]).toEqual([502, PROBLEM]);
        expect(text).toContain(line.startsWith('HEAD') ? '' : '"code":"upstream_unreachable"');
        expect(asked).toBe(1);
        upstream.script = answerOk;
        expect((await alice.call('GET /api/x')).status).toBe(200);
      },
    );
  });

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.7\r\n'],
    ['TLS', '\x15\x03\x03\x00\x02\x02\x16'],
    ['HTTP/0.9', '<html>hello</html>\r\n\r\n'],
    ['HTTP/2', '\0\0\x12\x04\0\0\0\0\0HTTP/2'],
    ['no version', '200 OK\r\n\r\n'],
    ['a version nobody knows', 'HTTP/3.7 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['no status', 'HTTP/1.1 \r\nContent-Length: 2\r\n\r\nok'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['a status in words', 'HTTP/1.1 two OK\r\nContent-Length: 2\r\n\r\nok'],
    ['a field without a colon', 'HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 2\r\n\r\nok'],
    ['a field without a name', 'HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 2\r\n\r\nok'],
    ['a field with a NUL', 'HTTP/1.1 200 OK\r\nETag: "\0"\r\nContent-Length: 2\r\n\r\nok'],
    ['a field with a bare CR', 'HTTP/1.1 200 OK\r\nETag: "1"\rX: y\r\nContent-Length: 2\r\n\r\nok'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokx'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok'],
    ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok'],
    ['a head without end', `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(200_000)}`],
    ['fields without end', `HTTP/1.1 200 OK\r\n${'X-Field: 1\r\n'.repeat(20_000)}`],
    ['another protocol, unasked', 'HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
  ])('by answering with %s: 502, and what follows is not touched', async (_what, bytes) => {
    upstream.script = async ({ whole, write, end }) => {
      await whole;
      write(bytes);
      end();
    };
    const { status, header, json } = await alice.call('GET /api/x');
    expect([status, header('content-type')]).toEqual([502, PROBLEM]);
    expect(json()).toMatchObject({ status: 502, code: 'upstream_unreachable' });
    upstream.script = answerOk;
    expect((await alice.call('GET /api/x')).status).toBe(200);
  });

  const halves: [how: string, head: string, part: string][] = [
    ['of a known length', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n', 'half'],
    [
      'of a known length, to the last byte but one',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n',
      'half',
    ],
    ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '4\r\nhalf\r\n'],
    ['within a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '8\r\nhalf'],
    [
      'before the end of chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
      '4\r\nhalf\r\n0\r\n',
    ],
  ];
  const announced = halves.map(([how, head, part]): (typeof halves)[number] => [
    `${how}, after which it would hang up anyway`,
    head.replace('200 OK', '200 OK\r\nConnection: close'),
    part,
  ]);
  const ends: [how: string, end: (exchange: Exchange) => unknown][] = [
    ['it hangs up', ({ end }) => end()],
    ['it crashes', ({ reset }) => reset()],
    ['it sends nonsense', ({ write }) => write('\r\nnonsense\r\n\r\n')],
  ];
  const brokenOff = [...halves, ...announced].flatMap(([how, head, part]) =>
    ends
      .filter(([end]) => end !== 'it sends nonsense' || how === 'in chunks')
      .map(([name, end]) => [how, name, head, part, end] as const),
  );
  describe.each(brokenOff)('halfway through an answer %s: %s', (_how, _name, head, part, end) => {
    beforeEach(() => {
      upstream.script = async (exchange) => {
        await exchange.whole;
        exchange.write(head + part);
        halfway = exchange;
      };
    });
    let halfway: Exchange;

    it('the client sees that it broke', async () => {
      const client = await alice.connect();
      client.send(alice.request('GET /api/x'));
      await client.hears('half');
      end(halfway);
      await expect(client.answer()).rejects.toThrow(BrokenAnswer);
      upstream.script = answerOk;
      expect((await alice.call('GET /api/x')).status).toBe(200);
    });

    // To such a client only the end of the connection ends an answer: it must be no orderly one.
    it('a client of HTTP/1.0 sees that it broke', async () => {
      const client = await alice.connect();
      client.send(alice.request('GET /api/x HTTP/1.0'));
      await client.hears('half');
      end(halfway);
      await expect(client.answer()).rejects.toThrow(BrokenAnswer);
    });
  });

  it('after the head, before any content: no client takes that for an empty answer', async () => {
    for (const framing of ['Content-Length: 10', 'Transfer-Encoding: chunked']) {
      for (const version of ['HTTP/1.1', 'HTTP/1.0']) {
        upstream.script = async ({ whole, write, end }) => {
          await whole;
          write(`HTTP/1.1 200 OK\r\n${framing}\r\n\r\n`);
          end();
        };
        const outcome = await alice.call(`GET /api/x ${version}`).then(
          ({ status }) => status,
          (error: unknown) => error instanceof BrokenAnswer && 'broken',
        );
        expect([502, 'broken']).toContain(outcome);
      }
    }
  });

  it('while the client still sends: it is told, and the connection is not out of step', async () => {
    upstream.script = ({ reset }) => reset();
    const client = await alice.connect();
    client.send(alice.request('POST /api/x', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n'));
    expect((await client.answer()).status).toBe(502);
    upstream.reset();
    client.send(`0\r\n\r\n${alice.request('GET /api/next', ['Connection: close'])}`);
    await client.closed();
    expect(upstream.requests.map(({ startLine }) => startLine).join()).toMatch(
      /^(GET \/stage\/next HTTP\/1.1)?$/,
    );
  });
});

describe('an API that isn’t there', () => {
  it.each([
    ['at a port that nobody listens on', async () => `http://localhost:${await freePort()}`],
    ['at a name that nobody has', async () => 'http://no-such-host.invalid'],
    ['where TLS is expected and none spoken', async (plain: string) => plain.replace(':', 's:')],
  ])('%s: 502', async (_name, locate) => {
    const plain = await UpstreamApi.start();
    const world = await World.start({ API_URL: await locate(plain.url) });
    try {
      const alice = await Caller.signIn(world);
      for (const line of ['GET /api/x', 'POST /api/x']) {
        const answer = await alice.call(line, ['Content-Length: 2'], 'ok');
        expect(answer.status).toBe(502);
        expect(answer.json()).toMatchObject({ code: 'upstream_unreachable' });
      }
      expect(plain.received).toEqual([]);
    } finally {
      await world.stop();
      await plain.stop();
    }
  });
});
