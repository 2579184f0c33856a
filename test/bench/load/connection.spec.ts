import type { RequestListener } from 'node:http';
import { HttpServer } from '../../support/http-server.js';
import { closedLoad } from './closed.js';

const BODY = '{"message":"Hello"}';
const call = { request: Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), expected: BODY };

const goesOn = (sent: number) => sent < 2;

/** What the load counts of two requests over one connection. */
async function answersTo(answer: RequestListener) {
  const server = await new HttpServer(answer).start();
  const port = Number(new URL(server.origin).port);
  try {
    return await closedLoad({ port, exchanges: [call], connections: 1, goesOn });
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
    expect(await answersTo(answer)).toMatchObject({ right: 2, wrong: 0 });
  });

  it.each<[string, RequestListener]>([
    ['another body', (_, response) => response.end(BODY.replace('Hello', 'Howdy'))],
    ['another status', (_, response) => response.writeHead(404).end(BODY)],
  ])('counts %s as wrong', async (_, answer) => {
    expect(await answersTo(answer)).toMatchObject({ right: 0, wrong: 2 });
  });

  it('counts an answer that breaks off as wrong', async () => {
    const counted = await answersTo((_, response) => {
      response.writeHead(200, { 'content-length': BODY.length }).write(BODY.slice(0, 5));
      setImmediate(() => response.destroy());
    });
    expect(counted).toMatchObject({ right: 0, wrong: 1 });
  });
});
