import { Caller } from '../support/caller.js';
import { World } from '../support/world.js';

describe('what an API answers', () => {
  let world: World;
  let alice: Caller;

  beforeAll(async () => {
    world = await World.start();
    alice = await Caller.signIn(world);
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.api.reset();
    world.events.length = 0;
  });

  it.each(
    'script style worker sharedworker serviceworker object embed audioworklet paintworklet xslt speculationrules'.split(
      ' ',
    ),
  )('is not asked for where a page would take it for its %s', async (destination) => {
    for (const method of ['GET', 'POST']) {
      const answer = await alice.call(`${method} /api/x`, [`Sec-Fetch-Dest: ${destination}`]);
      expect(answer.json()).toMatchObject({ status: 403, code: 'not_a_page_part' });
    }
    expect(world.api.received).toEqual([]);
    const refusal = { name: 'request.refused', reason: 'not_a_page_part', path: '/api/x' };
    expect(world.events).toMatchObject([refusal, refusal]);
  });

  it.each(
    'empty image audio video track font json document report scripts x-script else'.split(' '),
  )('may be had as data: %j', async (destination) => {
    const answer = await alice.call('GET /api/x', [`Sec-Fetch-Dest: ${destination}`]);
    expect(answer.status).toBe(200);
  });

  it.each([
    ['of a page', 200, 'text/html', "default-src *; script-src 'unsafe-inline'"],
    ['of a picture that can hold scripts', 200, 'image/svg+xml', "script-src 'unsafe-inline'"],
    ['of JSON', 200, 'application/json', undefined],
    ['of nothing', 204, undefined, 'sandbox allow-scripts'],
    ['of an error', 500, 'text/html', 'default-src *'],
    ['of a redirect', 302, 'text/html', ''],
  ])('has no rights as a page, whatever it says: one %s', async (_name, status, type, policy) => {
    world.api.answer = (_request, response) =>
      response
        .writeHead(status, {
          ...(type !== undefined && { 'content-type': type }),
          ...(policy !== undefined && { 'content-security-policy': policy }),
        })
        .end();
    const { fields } = await alice.call('GET /api/x');
    const policies = fields.filter(([name]) => name.startsWith('content-security-policy'));
    expect(policies).toEqual([
      ['content-security-policy', "sandbox; default-src 'none'; frame-ancestors 'none'"],
    ]);
    expect(fields).toContainEqual(['x-content-type-options', 'nosniff']);
  });
});
