import { gzipSync } from 'node:zlib';
import { Caller } from '../support/caller.js';
import type { RawAnswer } from '../support/raw-client.js';
import { RawUpstream } from '../support/raw-upstream.js';
import { World } from '../support/world.js';

describe('what comes back from the API', () => {
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

  const answerTo = (lines: string[], body = ''): Promise<RawAnswer> => {
    upstream.says(lines, body);
    return alice.call('GET /api/x');
  };

  describe('its status', () => {
    it.each([
      200, 201, 202, 203, 205, 206, 207, 226, 299, 300, 400, 402, 403, 404, 405, 407, 409, 410, 412,
      413, 416, 418, 422, 425, 428, 429, 451, 499, 500, 501, 502, 503, 504, 511, 599,
    ])('%i arrives, with its content', async (status) => {
      const body = status === 205 ? '' : `{"status":${status}}`;
      const answer = await answerTo(
        [`HTTP/1.1 ${status} Whatever`, `Content-Length: ${body.length}`],
        body,
      );
      expect([answer.status, answer.text]).toEqual([status, body]);
      expect(upstream.requests).toHaveLength(1);
    });

    // What is too large is the token that this server sent, and nothing that the browser did.
    it('431 is no 431 of the browser', async () => {
      const body = '{"message":"Request Header Fields Too Large"}';
      const answer = await answerTo(['HTTP/1.1 431 X', `Content-Length: ${body.length}`], body);
      expect(answer.status).toBe(502);
      expect(answer.json()).toMatchObject({ status: 502, code: 'upstream_refused_headers' });
    });

    it.each([301, 302, 303, 307, 308])('%i is passed on, and not followed', async (status) => {
      const location = 'http://169.254.169.254/latest/meta-data';
      const head = [`HTTP/1.1 ${status} Go`, `Location: ${location}`, 'Content-Length: 0'];
      const answer = await answerTo(head);
      expect([answer.status, answer.header('location')]).toEqual([status, location]);
      expect(upstream.requests).toHaveLength(1);
    });

    it.each([204, 304])('%i has no content, and the connection goes on', async (status) => {
      const client = await alice.connect();
      upstream.says([`HTTP/1.1 ${status} None`, 'ETag: "1"']);
      client.send(alice.request('GET /api/x', ['If-None-Match: "1"']));
      const first = await client.answer();
      expect([first.status, first.header('etag')]).toEqual([status, '"1"']);
      expect(first.header('transfer-encoding')).toBeUndefined();
      upstream.says(['HTTP/1.1 200 OK', 'Content-Length: 6'], 'second');
      client.send(alice.request('GET /api/x'));
      expect((await client.answer()).text).toBe('second');
    });

    it('304 says how long the content would be, and sends none', async () => {
      const client = await alice.connect();
      upstream.says(['HTTP/1.1 304 Not Modified', 'Content-Length: 1234']);
      client.send(alice.request('GET /api/x') + alice.request('GET /api/y'));
      expect((await client.answer()).status).toBe(304);
      expect((await client.answer()).status).toBe(304);
    });

    it.each([
      ['103', ['HTTP/1.1 103 Early Hints', 'Link: </x.css>; rel=preload', '']],
      ['102', ['HTTP/1.1 102 Processing', '']],
      ['several', ['HTTP/1.1 103 Early Hints', '', 'HTTP/1.1 102 Processing', '']],
    ])('%s is not the answer yet', async (_name, before) => {
      const answer = await answerTo([...before, 'HTTP/1.1 200 OK', 'Content-Length: 2'], 'ok');
      expect([answer.status, answer.text]).toEqual([200, 'ok']);
    });

    // undici takes a "100 Continue" that it didn't ask for as a fault, though RFC 9110 §15.2 lets
    // servers send one. API Gateway doesn't.
    it('100 is a fault of an API that nobody asked for it', async () => {
      const head = ['HTTP/1.1 100 Continue', '', 'HTTP/1.1 200 OK', 'Content-Length: 2'];
      expect((await answerTo(head, 'ok')).json()).toMatchObject({ code: 'upstream_unreachable' });
      expect((await alice.call('GET /api/x')).status).toBe(502);
      upstream.reset();
      expect((await alice.call('GET /api/x')).status).toBe(200);
    });
  });

  describe('its content', () => {
    const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString(
      'latin1',
    );

    it('arrives byte for byte, in chunks or at once', async () => {
      const head = ['HTTP/1.1 200 OK', 'Content-Type: application/octet-stream'];
      const atOnce = await answerTo([...head, 'Content-Length: 256'], everyByte);
      const chunked = `80\r\n${everyByte.slice(0, 128)}\r\n80\r\n${everyByte.slice(128)}\r\n0\r\n\r\n`;
      const inChunks = await answerTo([...head, 'Transfer-Encoding: chunked'], chunked);
      expect([atOnce.text, inChunks.text]).toEqual([everyByte, everyByte]);
      expect([atOnce.framing, atOnce.header('content-length')]).toEqual(['length', '256']);
    });

    it('arrives whole where only the end of the connection ends it', async () => {
      upstream.script = async ({ whole, write, end }) => {
        await whole;
        write(`HTTP/1.0 200 OK\r\n\r\n${everyByte}`);
        end();
      };
      const answer = await alice.call('GET /api/x');
      expect([answer.framing, answer.text]).toEqual(['chunked', everyByte]);
    });

    it.each(['gzip', 'br', 'identity', 'gzip, br'])(
      'is left in its encoding: %s',
      async (coding) => {
        const bytes = gzipSync('hello'.repeat(100)).toString('latin1');
        const head = [`Content-Encoding: ${coding}`, `Content-Length: ${bytes.length}`];
        const answer = await answerTo(['HTTP/1.1 200 OK', ...head], bytes);
        expect([answer.header('content-encoding'), answer.text]).toEqual([coding, bytes]);
        expect(answer.header('content-length')).toBe(String(bytes.length));
      },
    );

    it('is compressed by nobody on the way', async () => {
      const text = JSON.stringify({ text: 'a'.repeat(5_000) });
      upstream.says(
        ['HTTP/1.1 200 OK', 'Content-Type: application/json', `Content-Length: ${text.length}`],
        text,
      );
      const answer = await alice.call('GET /api/x', ['Accept-Encoding: gzip, br']);
      expect([answer.header('content-encoding'), answer.text]).toEqual([undefined, text]);
    });

    it('may be a part: 206 and 416 tell of which', async () => {
      const part = [
        'HTTP/1.1 206 Partial Content',
        'Content-Range: bytes 1-2/4',
        'Content-Length: 2',
      ];
      upstream.says(part, 'bc');
      const some = await alice.call('GET /api/x', ['Range: bytes=1-2']);
      expect([some.status, some.header('content-range'), some.text]).toEqual([
        206,
        'bytes 1-2/4',
        'bc',
      ]);
      expect(upstream.requests.at(-1)?.fields).toContainEqual(['range', 'bytes=1-2']);
      const none = ['HTTP/1.1 416 Range Not Satisfiable', 'Content-Range: bytes */4'];
      const answer = await answerTo([...none, 'Content-Length: 0']);
      expect([answer.status, answer.header('content-range')]).toEqual([416, 'bytes */4']);
    });

    it('loses its trailers', async () => {
      const answer = await answerTo(
        ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Trailer: Set-Cookie'],
        '2\r\nok\r\n0\r\nSet-Cookie: session=planted\r\nX-Checksum: 1\r\n\r\n',
      );
      expect([answer.text, answer.trailers]).toEqual(['ok', []]);
      expect(answer.header('trailer')).toBeUndefined();
    });

    it('is what the API sent for this request, whatever else it sends after it', async () => {
      const poison = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison';
      upstream.says(['HTTP/1.1 200 OK', 'Content-Length: 5'], `first${poison}`);
      expect((await alice.call('GET /api/x')).text).toBe('first');
      upstream.says(['HTTP/1.1 200 OK', 'Content-Length: 6'], 'second');
      expect((await alice.call('GET /api/x')).text).toBe('second');
    });
  });

  describe('to a HEAD', () => {
    it.each([
      ['a length', ['Content-Length: 1234'], '1234'],
      ['chunks', ['Transfer-Encoding: chunked'], undefined],
      ['neither', [], undefined],
    ])(
      'has no content, and the connection goes on: the API tells %s',
      async (_name, framing, length) => {
        const client = await alice.connect();
        upstream.says(['HTTP/1.1 200 OK', 'Content-Type: text/plain', ...framing]);
        client.send(alice.request('HEAD /api/x'));
        const head = await client.answer('HEAD');
        expect([head.status, head.header('content-type')]).toEqual([200, 'text/plain']);
        expect(head.header('content-length')).toBe(length);
        upstream.says(['HTTP/1.1 200 OK', 'Content-Length: 6'], 'second');
        client.send(alice.request('GET /api/x'));
        expect((await client.answer()).text).toBe('second');
        expect(upstream.requests.map(({ startLine }) => startLine)).toEqual([
          'HEAD /stage/x HTTP/1.1',
          'GET /stage/x HTTP/1.1',
        ]);
      },
    );

    it('has no content where the request is refused either', async () => {
      const client = await alice.connect();
      client.send(alice.request('HEAD /api/../x') + alice.request('GET /api/x'));
      expect((await client.answer('HEAD')).status).toBe(400);
      expect((await client.answer()).text).toBe('ok');
    });
  });
});
