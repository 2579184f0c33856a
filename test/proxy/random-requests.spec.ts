import * as fc from 'fast-check';
import { Caller } from '../support/caller.js';
import { inChunks } from '../support/http-message.js';
import { type RawAnswer, RawClient } from '../support/raw-client.js';
import { World } from '../support/world.js';
import {
  ANSWER_FIELDS,
  answers,
  type RandomAnswer,
  type RandomRequest,
  REQUEST_FIELDS,
  requests,
} from './random-messages.js';

const RUNS = 1_000;

/** What the API sees and no client has said. */
const OURS = new Set([
  'authorization',
  'connection',
  'content-length',
  'host',
  'transfer-encoding',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-request-id',
]);
describe('what the API sees of a request, and a client of its answer', () => {
  let world: World;
  let alice: Caller;
  /** Kept as long as all is well, so that what one request leaves behind the next would meet. */
  let connections: Map<string, RawClient>;

  beforeAll(async () => {
    world = await World.start();
    alice = await Caller.signIn(world);
    connections = new Map();
  });
  afterAll(() => world.stop());

  const call = async (origin: string, bytes: Buffer, method: string): Promise<RawAnswer> => {
    const client = connections.get(origin) ?? (await RawClient.connect(origin));
    connections.delete(origin);
    client.send(bytes);
    const answer = await client.answer(method);
    connections.set(origin, client);
    return answer;
  };

  const head = (
    { method, forwarded, others, content: body, chunkSize }: RandomRequest,
    target: string,
  ) => {
    const lines = [
      `${method} ${target} HTTP/1.1`,
      ...alice.identity,
      ...Object.entries({ ...forwarded, ...others }).map(([name, value]) => `${name}: ${value}`),
    ];
    if (!body) return Buffer.from([...lines, '', ''].join('\r\n'), 'latin1');
    const framing =
      chunkSize === undefined ? `Content-Length: ${body.length}` : 'Transfer-Encoding: chunked';
    const start = Buffer.from([...lines, framing, '', ''].join('\r\n'), 'latin1');
    return Buffer.concat([start, chunkSize === undefined ? body : inChunks(body, chunkSize)]);
  };

  const reply = ({ status, fields: told, content: body, inChunks: chunked }: RandomAnswer) => {
    world.api.answer = (request, response) => {
      const length = chunked ? {} : { 'content-length': body.length };
      request.once('end', () => response.writeHead(status, { ...told, ...length }).end(body));
    };
  };

  /** What counts of a request, as the API received it. */
  const received = async () => {
    const { method, target, headers, bytes } = world.api.last;
    return {
      method,
      target,
      headers: only(headers, REQUEST_FIELDS),
      content: (await bytes).toString('latin1'),
    };
  };
  // A failure names its seed and path: give them to fc.assert beside numRuns to have it again.
  it(`is what it would be without the product between, for ${RUNS} random ones`, async () => {
    const { origin } = new URL(world.api.url);
    const property = fc.asyncProperty(requests, answers, async (wish, answer) => {
      reply(answer);
      world.api.received.length = 0;
      const direct = await call(origin, head(wish, `/stage${wish.target}`), wish.method);
      const plain = await received();
      const proxied = await call(world.origin, head(wish, `/api${wish.target}`), wish.method);
      expect(await received()).toEqual(plain);
      expect(seen(proxied)).toEqual(seen(direct));

      const more = Object.keys(world.api.last.headers).filter(
        (name) => !REQUEST_FIELDS.includes(name),
      );
      expect(more.filter((name) => !OURS.has(name))).toEqual([]);
      expect(world.api.received).toHaveLength(2);
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

const only = (headers: Record<string, unknown>, names: string[]) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));

/** What counts of an answer, as its client received it. */
const seen = ({ status, fields, text, framing }: RawAnswer) => ({
  status,
  headers: only(Object.fromEntries(fields), ANSWER_FIELDS),
  text,
  framing,
});
