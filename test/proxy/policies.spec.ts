import { METHODS } from 'node:http';
import { Apis } from '../../src/api/apis.js';
import { policies } from '../../src/api/policy-rows.js';
import { policyTable } from '../../src/api/policy-table.js';
import { routePolicies } from '../../src/api/route-policies.js';
import { Caller } from '../support/caller.js';
import { type Account, alice as admin, bob as user } from '../support/cognito-shapes.js';
import { World } from '../support/world.js';

describe('who may do what with the API', () => {
  let world: World;
  let alice: Caller;
  let bob: Caller;

  beforeAll(async () => {
    world = await World.start();
    addRoute('/reading');
    alice = await Caller.signIn(world, admin);
    bob = await Caller.signIn(world, user);
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.api.reset();
    world.events.length = 0;
  });

  /** To the API's own, as `api/routes.ts` has them. */
  const addRoute = (path: `/${string}`) => {
    const rows = [...routePolicies([{ path, methods: ['GET'] }]), ...policies];
    Object.assign(world.app.get(Apis).find('/api/') ?? {}, { policyOf: policyTable(rows) });
  };
  const reached = () => world.api.received.map(({ method, target }) => `${method} ${target}`);

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'everybody who is signed in may %s',
    async (method) => {
      expect((await bob.call(`${method} /api/orders`)).status).toBe(200);
      expect(reached()).toEqual([`${method} /stage/orders`]);
    },
  );

  // TRACE would send the bearer token back to who asked (RFC 9110 §9.3.8)
  const forwarded = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT'];
  it.each(METHODS.filter((method) => !forwarded.includes(method)))(
    'nobody may %s',
    async (method) => {
      const answer = await alice.call(`${method} /api/orders`);
      expect(answer.status).toBe(405);
      expect(answer.header('allow')?.split(', ').toSorted()).toEqual(
        forwarded.filter((allowed) => allowed !== 'CONNECT').toSorted(),
      );
      expect(answer.json()).toMatchObject({ status: 405, code: 'method_not_allowed' });
      expect(answer.text).not.toContain('Bearer');
      expect(reached()).toEqual([]);
    },
  );

  it.each(['FOO', 'get', 'Post', 'GETX', 'G\tT', 'PRI', ''])(
    'a method that is none is refused: %j',
    async (method) => {
      const { status } = await alice.call(`${method} /api/orders HTTP/1.1`);
      expect([400, 405, 501]).toContain(status);
      expect(reached()).toEqual([]);
    },
  );

  it('no header turns one method into another', async () => {
    const fields = ['X-HTTP-Method-Override: DELETE', 'X-HTTP-Method: DELETE', 'X-Method: DELETE'];
    await bob.call('POST /api/orders?_method=DELETE', fields);
    const { method, headers } = world.api.last;
    expect(method).toBe('POST');
    expect(Object.values(headers)).not.toContain('DELETE');
  });

  describe('a route of the API’s own, that takes a GET', () => {
    it.each(['GET', 'HEAD'])('everybody who is signed in may %s it', async (method) => {
      expect((await bob.call(`${method} /api/reading?x=1`)).status).toBe(200);
      expect(reached()).toEqual([`${method} /stage/reading?x=1`]);
    });

    const written = ['/api/reading', '/api/reading?x', '/api/%72eading', '/api/readin%67?x'];
    const refused = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
    it.each(written.flatMap((target) => refused.map((method) => [method, target])))(
      'nobody may %s %s',
      async (method, target) => {
        const answer = await alice.call(`${method} ${target}`);
        expect(reached()).toEqual([]);
        // Where it is written in escapes, it may also be refused for that.
        if (answer.status === 400 && target.includes('%')) return;
        expect([answer.status, answer.header('allow')]).toEqual([405, 'GET, HEAD']);
        expect(answer.json()).toMatchObject({ code: 'method_not_allowed' });
      },
    );

    it.each(['/reading/room', '/readings', '/x/reading', '/x?reading'])(
      'is no rule for %s',
      async (path) => {
        expect((await bob.call(`POST /api${path}`)).status).toBe(200);
      },
    );
  });

  describe('/admin', () => {
    it.each(['/admin', '/admin/', '/admin/users?x=/../y', '/admin?x', '/admin/a%20b'])(
      'lets admins call %s',
      async (path) => {
        for (const method of ['GET', 'POST', 'DELETE']) {
          expect((await alice.call(`${method} /api${path}`)).status).toBe(200);
        }
        expect(reached().at(-1)).toBe(`DELETE /stage${path}`);
      },
    );

    it('tells others that they may not, and the audit trail who asked for what', async () => {
      const answer = await bob.call('DELETE /api/admin/users?name=carol');
      expect(answer.status).toBe(403);
      expect(answer.header('content-type')).toContain('application/problem+json');
      expect(answer.json()).toMatchObject({ status: 403, code: 'forbidden' });
      expect(reached()).toEqual([]);
      expect(world.eventsNamed('request.refused')).toEqual([
        expect.objectContaining({
          reason: 'not_in_group',
          method: 'DELETE',
          path: '/api/admin/users',
        }),
      ]);
    });

    it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
      'is closed to others for a %s',
      async (method) => {
        expect((await bob.call(`${method} /api/admin/x`)).status).toBe(403);
        expect(reached()).toEqual([]);
      },
    );

    // API Gateway undoes escapes before it matches a route, and is strict about case. What other
    // servers read as /admin is held to its rule as well, or refused: never to a wider one.
    const spellings: [reading: string, targets: string[]][] = [
      ['as it is', ['/api/admin', '/api/admin/', '/api/admin/x', '/api/admin/x/y/']],
      ['with a query', ['/api/admin?x', '/api/admin/?x', '/api/admin?/../x', '/api/admin??']],
      ['in escapes', ['/api/%61dmin/x', '/api/admi%6e', '/api/%61%64%6D%69%6E/x']],
      ['in escapes, twice', ['/api/%2561dmin/x', '/api/%25%36%31dmin/x', '/api/%252561dmin']],
      ['in upper case', ['/api/ADMIN/x', '/api/Admin', '/api/%41dmin/x', '/api/aDmin?x']],
      ['with more slashes', ['/api//admin/x', '/api///admin', '/api//admin//x', '/api/admin//']],
      ['with parameters', ['/api/admin;x/y', '/api/admin;', '/api/admin;a=b', '/api/;x/admin/y']],
      ['with parameters in escapes', ['/api/admin%3Bx/y', '/api/admin%3b', '/api/%3Bx/admin/y']],
      ['with a question mark in escapes', ['/api/admin%3F', '/api/admin%3fx/y', '/api/admin%253f']],
      ['with a fragment', ['/api/admin#', '/api/admin#x', '/api/admin#/x', '/api/admin/#']],
      ['with a fragment in escapes', ['/api/admin%23', '/api/admin%23/x']],
      ['with dot segments', ['/api/x/../admin/y', '/api/./admin/y', '/api/x/%2e%2e/admin/y']],
      ['with dot segments in escapes, twice', ['/api/x/%252e%252e/admin/y', '/api/%252e/admin']],
      ['with dot segments and parameters', ['/api/x/..;/admin/y', '/api/.;/admin/y']],
      ['with encoded slashes', ['/api/admin%2fx', '/api/%2fadmin/x', '/api/x%2f..%2fadmin']],
      [
        'with encoded slashes, twice',
        ['/api/admin%252fx', '/api/%252fadmin', '/api/x%252f%2e./admin'],
      ],
      [
        'with backslashes',
        ['/api/\\admin/x', '/api/admin\\x', '/api/%5cadmin', '/api/admin%255cx'],
      ],
      ['cut off by a NUL', ['/api/admin%00', '/api/admin%00/x', '/api/admin%00.png']],
      ['with control characters', ['/api/admin%0a', '/api/admin%0d%0a/x', '/api/%09admin/x']],
      ['behind the prefix once more', ['/api//api/../admin', '/api/../api/admin']],
    ];
    const targets = spellings.flatMap(([reading, written]) => written.map((to) => [reading, to]));
    it.each(targets)('is closed to others %s: %s', async (_reading, target) => {
      const { status } = await bob.call(`GET ${target}`);
      expect(reached()).toEqual([]);
      expect([400, 403, 404]).toContain(status);
    });

    it.each([
      '/administrators',
      '/admins',
      '/admin-x/y',
      '/admin.html',
      '/x/admin/y',
      '/x?next=/admin/y',
      '/x/%61dmin',
      '/adm',
      '/a/dmin',
      '/Orders/a%20b;c',
      '//orders',
    ])('is no rule for %s', async (path) => {
      expect((await bob.call(`GET /api${path}`)).status).toBe(200);
      expect(reached()).toEqual([`GET /stage${path}`]);
    });

    it.each([
      ['super-admins', inGroups('super-admins')],
      ['a part of the name', inGroups('admin', 'dmins', 'a')],
      ['the name in another case', inGroups('Admins', 'ADMINS')],
      ['the name with more around it', inGroups(' admins', 'admins ', '[admins]', 'admins,x')],
      ['the list in a word', inGroups('users,admins', '["admins"]', '[admins users]')],
      ['an empty name', inGroups('')],
    ])('is closed to who is in %s', async (_name, person) => {
      const caller = await Caller.signIn(world, person);
      expect((await caller.call('GET /api/admin/x')).status).toBe(403);
      expect(reached()).toEqual([]);
    });

    it('is open to admins who are in other groups too', async () => {
      const caller = await Caller.signIn(world, inGroups('users', 'admins', 'z'));
      expect((await caller.call('GET /api/admin/x')).status).toBe(200);
    });
  });
});

function inGroups(...groups: string[]): Account {
  return { ...user, groups };
}
