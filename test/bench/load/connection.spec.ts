import type { RequestListener } from 'node:http';
import { HttpServer } from '../../support/http-server.js';
import { Broken } from '../broken.js';
import { closedLoad } from './closed.js';
import type { Goal } from './goal.js';
import { openLoad } from './open.js';

const BODY = '{"message":"Hello"}';
const call = { request: Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), expected: BODY };

const PATIENCE_MS = 300;

/** Either load, of two requests. */
const closed = (goal: Goal) =>
  closedLoad(goal, { connections: 1, goesOn: (sent) => sent < 2, patienceMs: PATIENCE_MS });
const open = (goal: Goal) =>
  openLoad(goal, { perSecond: 20, seconds: 0.1, patienceMs: PATIENCE_MS });

const withoutEnd = (goal: Goal) =>
  closedLoad(goal, { connections: 2, goesOn: () => true, patienceMs: PATIENCE_MS });

/** What comes of a load on a server that answers so. */
async function loadOn<T>(load: (goal: Goal) => Promise<T>, answer: RequestListener): Promise<T> {
  const server = await new HttpServer(answer).start();
  const port = Number(new URL(server.origin).port);
  try {
    return await load({ name: 'somebody', port, exchanges: [call] });
  } finally {
    await server.stop();
  }
}

describe('the load', () => {
  it.each<[string, RequestListener]>([
    ['with a length', (_, response) => response.setHeader('content-length', BODY.length).end(BODY)],
    [
      'in chunks',
      (_, response) => {
        response.write(BODY.slice(0, 5));
        setImmediate(() => response.end(BODY.slice(5)));
      },
    ],
  ])('takes the right answer %s', async (_, answer) => {
    expect(await loadOn(closed, answer)).toMatchObject({ count: 2 });
    expect(await loadOn(open, answer)).toHaveLength(2);
  });

  describe.each([
    ['the closed load', closed],
    ['the open load', open],
  ])('%s', (_name, load: (goal: Goal) => Promise<unknown>) => {
    it.each<[string, RequestListener, RegExp]>([
      [
        'another body',
        (_, response) => response.end('{"message":"Howdy"}'),
        /answered .* “{"message":"Howdy"}”, where “{"message":"Hello"}” was due$/,
      ],
      [
        'another status',
        (_, response) => response.writeHead(503).end('{"code":"not_now"}'),
        /answered .* “HTTP\/1.1 503 Service Unavailable” and “{"code":"not_now"}”, where status 200 was due$/,
      ],
      [
        'an answer that breaks off',
        (_, response) => {
          response.writeHead(200, { 'content-length': BODY.length }).write(BODY.slice(0, 5));
          setImmediate(() => response.destroy());
        },
        /closed the connection before its answer was whole$/,
      ],
      ['a connection that is dropped', (request) => request.socket.resetAndDestroy(), /ECONNRESET/],
      ['silence', () => undefined, /answer/],
    ])('ends at %s, and says who and what it was', async (_, answer, sentence) => {
      const ended = await loadOn(load, answer).catch((error: unknown) => error);
      expect(ended).toBeInstanceOf(Broken);
      expect(ended).toMatchObject({ message: expect.stringMatching(sentence) });
      expect(ended).toMatchObject({ message: expect.stringMatching(/^somebody /) });
    });
  });

  it('asks in turn, from where it is told', async () => {
    const asked: (string | undefined)[] = [];
    const exchanges = ['/a', '/b', '/c'].map((path) => ({
      request: Buffer.from(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
      expected: BODY,
    }));
    const fromTheLast = (goal: Goal) =>
      closedLoad({ ...goal, exchanges }, { connections: 1, from: 2, goesOn: (sent) => sent < 4 });
    await loadOn(fromTheLast, ({ url }, response) => {
      asked.push(url);
      response.end(BODY);
    });
    expect(asked).toEqual(['/c', '/a', '/b', '/c']);
  });

  it('ends where some are answered and one is not', async () => {
    let asked = 0;
    const answer: RequestListener = (_, response) => {
      asked += 1;
      if (asked > 1) response.end(BODY); // the first is never answered
    };
    await expect(loadOn(withoutEnd, answer)).rejects.toThrow('somebody didn’t answer');
  });
});
