import { policyTable } from './policy-table.js';
import { routePolicies } from './route-policies.js';

describe('the policies of the API’s routes', () => {
  it('take its methods and its groups, and the most specific path decides', () => {
    const rows = routePolicies([
      { path: '/items/{rest+}', methods: ['GET'] },
      { path: '/items/{id}', methods: ['GET', 'PUT'] },
      { path: '/items/special', methods: ['POST'], groups: ['staff'] },
      { path: '/', methods: ['GET'] },
    ]);
    const policyOf = policyTable(rows);
    const said = (path: string) => {
      const { methods, groups = [] } = policyOf(path) ?? { methods: [] };
      return [...methods, ...groups];
    };
    expect(said('/items/special')).toEqual(['POST', 'staff']);
    expect(said('/items/7')).toEqual(['GET', 'PUT']);
    expect(said('/items/7/parts')).toEqual(['GET']);
    expect(said('/')).toEqual(['GET']);
    expect(said('/other')).toEqual([]);
  });

  it('choose as API Gateway does where a variable stands before a text', () => {
    const rows = routePolicies([
      { path: '/{kind}/all', methods: ['GET'] },
      { path: '/items/{id}', methods: ['PUT'] },
    ]);
    expect(policyTable(rows)('/items/all')?.path).toBe('/items/{id}');
  });
});
