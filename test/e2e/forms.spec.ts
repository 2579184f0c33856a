import { assert, asyncProperty, string } from 'fast-check';
import { Caller } from '../support/caller.js';
import { alice } from '../support/cognito-shapes.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const PATH = '/account/sessions';
const FORM = 'application/x-www-form-urlencoded';

/** What no form of ours sends, and what it is answered with. */
const odd: [name: string, status: number, body: string, headers?: Record<string, string>][] = [
  ['nothing at all', 400, ''],
  ['an unknown wish', 400, 'end=everything'],
  ['a wish without what it is about', 400, 'end=one'],
  ['a field twice', 400, 'end=one&session=a&session=b'],
  ['a wish twice', 400, 'end=others&end=others'],
  ['a field with brackets', 400, 'end=one&session[x]=a'],
  ['a list', 400, 'end[]=others'],
  ['names of the prototype alone', 400, '__proto__=x&constructor=y&toString=z'],
  ['a wish inside the prototype', 400, '__proto__[end]=others'],
  ['a broken escape', 400, 'end=%E0%A4%A'],
  ['no name', 400, '=others'],
  ['JSON', 400, '{"end":"others"}', { 'content-type': 'application/json' }],
  ['text', 400, 'end=others', { 'content-type': 'text/plain' }],
  ['no type', 400, 'end=others', { 'content-type': '' }],
  ['a type with a typo', 400, 'end=others', { 'content-type': `${FORM}x` }],
  ['parts', 400, '--x\r\n', { 'content-type': 'multipart/form-data; boundary=x' }],
  ['an unknown charset', 400, 'end=others', { 'content-type': `${FORM}; charset=utf-7` }],
  ['compressed bytes', 400, 'end=others', { 'content-encoding': 'gzip' }],
  ['many fields', 413, 'a=1&'.repeat(60)],
  ['more than a form may have', 413, `end=others&x=${'x'.repeat(16 * 1024)}`],
  ['far more than that', 413, 'x'.repeat(3_000_000)],
];

describe('a form', () => {
  let world: World;
  let here: TestBrowser;
  let there: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
    world.provider.person = alice;
    [here, there] = [world.browser(), world.browser()];
    await there.signIn();
    await here.signIn();
  });
  afterAll(() => world.stop());

  const post = (body: string, headers: Record<string, string> = {}) =>
    here.fetch(PATH, { method: 'POST', headers: { 'content-type': FORM, ...headers }, body });
  const isThere = async () => (await there.fetch('/auth/session')).status === 200;

  it.each(odd)('that has %s is refused: %i', async (...[, status, body, headers]) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ status, code: expect.stringMatching(/^(bad|body)_/) });
    expect(await isThere()).toBe(true);
  });

  it('that is too large is refused with a page for people, and what to do', async () => {
    const { status, body } = await here.submit(PATH, { x: 'x'.repeat(20_000) });
    expect(status).toBe(413);
    expect(body).toContain('16 KiB');
  });

  it('may name what nobody asked for, and leaves no trace in what all objects inherit', async () => {
    const session = 'a'.repeat(43);
    const answer = await post(`end=one&session=${session}&__proto__[polluted]=x&hasOwnProperty=y`);
    expect(answer.status).toBe(303);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('of whatever text names a session that isn’t there, and ends none', async () => {
    await assert(
      asyncProperty(string({ unit: 'binary', maxLength: 300 }), async (session) => {
        const wish = new URLSearchParams({ end: 'one', session }).toString();
        expect((await post(wish)).status).toBe(303);
        expect((await post(session)).status).toBe(400);
      }),
      { numRuns: 100 },
    );
    expect(await isThere()).toBe(true);
  });

  it('of a stranger is answered before any of it is read', async () => {
    const body = 'x'.repeat(100_000);
    const headers = { 'content-type': FORM };
    const { status } = await world.browser().fetch(PATH, { method: 'POST', headers, body });
    expect(status).toBe(401);
  });

  // RFC 9110 §10.1.1
  it('is sent on by who asks first whether it may be', async () => {
    const caller = await Caller.signIn(world, alice);
    const client = await caller.connect();
    const fields = ['Expect: 100-continue', `Content-Type: ${FORM}`, 'Content-Length: 19'];
    client.send(caller.request(`POST ${PATH}`, fields));
    await client.hears('HTTP/1.1 100 Continue\r\n\r\n');
    client.send('end=one&session=abc');
    expect((await client.answer('POST')).status).toBe(303);
  });

  it('for an API goes through as it was sent', async () => {
    const body = `__proto__=x&a=1&a=2&x=${'x'.repeat(20_000)}`;
    world.api.received.length = 0;
    const headers = { 'content-type': FORM };
    const { status } = await here.fetch('/api/things', { method: 'POST', headers, body });
    expect(status).toBe(200);
    expect(await Promise.all(world.api.received.map((received) => received.body))).toEqual([body]);
  });
});
