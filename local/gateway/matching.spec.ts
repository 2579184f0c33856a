import * as fc from 'fast-check';
import { matchRoute } from './matching.js';

const handler = async () => undefined;
const routesOf = (...keys: string[]) =>
  Object.fromEntries(keys.map((routeKey) => [routeKey, { handler }]));

const PETS = routesOf(
  '$default',
  'ANY /{proxy+}',
  'GET /pets/{proxy+}',
  'GET /pets/dog/{id}',
  'GET /pets/dog/1',
  'ANY /pets/dog/{id}',
);

describe('the route of a request', () => {
  // The first five are the example of AWS ("Routing API requests").
  it.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', undefined],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
    ['POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
    ['GET', '/', '$default', undefined],
    ['POST', '/pets/dog/2', 'ANY /pets/dog/{id}', { id: '2' }],
    ['POST', '/pets/dog/1', 'ANY /pets/dog/{id}', { id: '1' }],
    ['GET', '/pets/dog/2/3', 'GET /pets/{proxy+}', { proxy: 'dog/2/3' }],
    ['GET', '/pets', 'ANY /{proxy+}', { proxy: 'pets' }],
    ['GET', '/pets/dog/a%20b', 'GET /pets/dog/{id}', { id: 'a b' }],
    ['GET', '/pets/dog/%C3%A4', 'GET /pets/dog/{id}', { id: 'ä' }],
  ])('%s %s is %s', (method, path, routeKey, pathParameters) => {
    expect(matchRoute(PETS, method, path)).toMatchObject({ routeKey });
    expect(matchRoute(PETS, method, path)?.pathParameters).toEqual(pathParameters);
  });

  it.each([
    ['another method', 'POST', '/a/b'],
    ['more of a path', 'GET', '/a/b/c'],
    ['less of a path', 'GET', '/a'],
    ['a slash at its end', 'GET', '/fixed/'],
    ['nothing for a variable', 'GET', '/a/'],
    ['nothing for a greedy variable', 'GET', '/deep/'],
    ['another case', 'GET', '/FIXED'],
    ['what every object has', 'GET', '/constructor'],
  ])('is none for %s', (_what, method, path) => {
    expect(
      matchRoute(routesOf('GET /a/{b}', 'GET /fixed', 'GET /deep/{all+}'), method, path),
    ).toBeUndefined();
  });

  it('is the text’s own, whatever else would match, in whatever order they came', () => {
    const segment = fc.stringMatching(/^[a-z\d._~-]{1,8}$/u);
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (path, isLast) => {
          const own = `GET /${path.join('/')}`;
          const wider = path.map((_, index) =>
            ['ANY', ...path.map((text, at) => (at < index ? text : `{v${at}}`))].join('/'),
          );
          const keys = [
            '$default',
            'ANY /{all+}',
            ...wider.map((key) => key.replace('ANY/', 'ANY /')),
          ];
          const routes = routesOf(...(isLast ? [...keys, own] : [own, ...keys]));
          expect(matchRoute(routes, 'GET', `/${path.join('/')}`)?.routeKey).toBe(own);
        },
      ),
    );
  });
});
