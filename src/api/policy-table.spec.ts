import { allowOf, allowsGroups, allowsMethod, type Policy, policyTable } from './policy-table.js';

const row = (path: Policy['path'], more: Partial<Policy> = {}): Policy => ({
  path,
  methods: ['GET'],
  timeLimitMs: 1000,
  ...more,
});

describe('the policy of a path', () => {
  const policyOf = policyTable([
    row('/orders'),
    row('/items/special'),
    row('/items/{id}'),
    row('/items/{id}/parts/*'),
    row('/admin/*', { groups: ['admins'] }),
    row('/*'),
  ]);
  const pathOf = (path: string) => policyOf(path)?.path;

  it.each([
    ['/orders', '/orders'],
    ['/orders/', '/orders'],
    ['/orders?x=/admin', '/orders'],
    ['/orders/1', '/*'],
    ['/orders-of-old', '/*'],
    ['/items', '/*'],
    ['/items/', '/*'],
    ['/items/special', '/items/special'],
    ['/items/1', '/items/{id}'],
    ['/items/1/?x', '/items/{id}'],
    ['/items/1/more', '/*'],
    ['/items/a%20b', '/items/{id}'],
    ['/items/1/parts', '/items/{id}/parts/*'],
    ['/items/1/parts/2/3', '/items/{id}/parts/*'],
    ['/items/1/partsother', '/*'],
    ['/admin', '/admin/*'],
    ['/admin/', '/admin/*'],
    ['/admin/users/1?x', '/admin/*'],
    ['/administrators', '/*'],
    ['/x/admin', '/*'],
    ['/', '/*'],
    ['/a%20b;c//d%2565?%2e%2e', '/*'],
  ])('%s falls under %s', (path, covered) => {
    expect(pathOf(path)).toBe(covered);
  });

  it.each([
    ['an escaped letter', '/%61dmin/x'],
    ['letters escaped twice', '/%2561dmin/x'],
    ['letters escaped thrice', '/%252561dmin/x'],
    ['an escaped letter of a text beside a variable', '/items/%73pecial'],
    ['a slash that is escaped twice in a variable', '/items/1%252fparts'],
    ['no segment where there is a variable', '/items//parts'],
    ['an upper-case letter', '/Admin/x'],
    ['an escaped upper-case letter', '/%41dmin/x'],
    ['two slashes', '//admin/x'],
    ['a path parameter', '/admin;x=1/y'],
    ['a parameter alone', '/;x/admin'],
    ['an escaped question mark', '/admin%3fx/y'],
    ['an escaped hash', '/admin%23/y'],
    ['a way back that is escaped twice', '/x/%252e%252e/admin/y'],
    ['a way back after it', '/admin/%252e%252e/x'],
    ['ways back at two depths', '/x/%252e%252e/admin/%25252e%25252e/y'],
    ['a slash that is escaped twice', '/x%252f..%252fadmin'],
    ['a backslash that is escaped twice', '/x%255c..%255cadmin'],
  ])('is nobody’s where it could be another’s, by %s', (_name, path) => {
    expect(() => pathOf(path)).toThrow('bad_path');
  });

  it('is found for rows in capitals too, and for no other case', () => {
    const find = policyTable([row('/Reports/*', { groups: ['auditors'] }), row('/*')]);
    expect(find('/Reports/1')?.path).toBe('/Reports/*');
    expect(() => find('/reports/1')).toThrow('bad_path');
  });

  it('never goes to a wider row that stands before', () => {
    const find = policyTable([row('/public/*'), row('/*', { groups: ['admins'] })]);
    expect(() => find('/secret/%252e%252e/public/x')).toThrow('bad_path');
    expect(() => find('/PUBLIC/x')).toThrow('bad_path');
  });

  it('is none where no row covers the path', () => {
    expect(policyTable([row('/orders')])('/other')).toBeUndefined();
  });
});

describe('a policy', () => {
  it('gives HEAD to whom it gives GET', () => {
    const reading = row('/x', { methods: ['GET', 'POST'] });
    const writing = row('/x', { methods: ['POST'] });
    expect([allowOf(reading), allowOf(writing)]).toEqual(['GET, HEAD, POST', 'POST']);
    expect([reading, writing].map((policy) => allowsMethod(policy, 'HEAD'))).toEqual([true, false]);
    expect([reading, writing].map((policy) => allowsMethod(policy, 'POST'))).toEqual([true, true]);
    expect([reading, writing].map((policy) => allowsMethod(policy, 'get'))).toEqual([false, false]);
  });

  it.each([
    [['admins'], true],
    [['users', 'admins'], true],
    [['super-admins'], false],
    [['Admins'], false],
    [['admins users'], false],
    [[], false],
  ])('that wants admins says to %j: %s', (groups, allowed) => {
    expect(allowsGroups(row('/x', { groups: ['admins'] }), groups)).toBe(allowed);
  });

  it('lets in who is in one of several groups', () => {
    const policy = row('/x', { groups: ['admins', 'auditors'] });
    expect(allowsGroups(policy, ['users', 'auditors'])).toBe(true);
    expect(allowsGroups(policy, ['users'])).toBe(false);
    expect(allowsGroups(policy, [])).toBe(false);
  });

  it('without groups lets in who is in none', () => {
    expect(allowsGroups(row('/x'), [])).toBe(true);
  });
});
