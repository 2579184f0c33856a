import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Administration } from '../support/administration.js';
import { filesEnvironment } from '../support/files-world.js';
import { routesOf } from '../support/routes.js';
import type { Answer, TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'options'] as const;
const reference = z.object({ $ref: z.string() });
const jsonSchema = z.record(z.string(), z.json());
const responseSchema = z.object({
  content: z.record(z.string(), z.object({ schema: reference.optional() })).optional(),
});
const operationSchema = z.object({
  security: z.array(z.object({ session: z.array(z.string()) })),
  responses: z.record(z.string(), z.union([reference, responseSchema])),
});
const pathSchema = z.object(
  Object.fromEntries(METHODS.map((method) => [method, operationSchema.optional()])),
);
const { paths, components } = z
  .object({
    openapi: z.literal('3.1.0'),
    paths: z.record(z.string(), pathSchema),
    components: z.object({
      responses: z.record(z.string(), responseSchema),
      schemas: z.record(z.string(), jsonSchema),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')));

type Operation = z.infer<typeof operationSchema>;
const operations = Object.entries(paths).flatMap(([path, item]) =>
  METHODS.flatMap((method): [name: string, path: string, operation: Operation][] => {
    const operation = item[method];
    return operation ? [[`${method.toUpperCase()} ${path}`, path, operation]] : [];
  }),
);
const own = operations.filter(([, path]) => !path.startsWith('/api/'));

/** As the reference says it: without a session, with one, or with a group of its person. */
const accessIn = ({ security: [requirement] }: Operation): string =>
  requirement === undefined ? 'public' : requirement.session.join(', ') || 'session';

const lastOf = (ref: string) => ref.split('/').at(-1) ?? '';

/** What the operation says that such an answer is. */
function described({ responses }: Operation, status: number) {
  const response =
    responses[status] ??
    responses[`${Math.floor(status / 100)}XX`] ??
    (status >= 400 ? responses['default'] : undefined);
  return response && '$ref' in response ? components.responses[lastOf(response.$ref)] : response;
}

/** What of an answer isn't as the reference says: its status, the kind of its content, or what JSON holds. */
function complaint(operation: Operation, answer: Answer): string | undefined {
  const response = described(operation, answer.status);
  if (response === undefined) return `${answer.status} isn’t among the answers`;
  const [type = ''] = String(answer.headers['content-type'] ?? '').split(';');
  if (answer.body === '' || type === '') return undefined;
  if (answer.status < 400 && response.content === undefined) return undefined; // words beside a redirect
  const ref = response.content?.[type]?.schema?.$ref;
  if (ref === undefined) return type in (response.content ?? {}) ? undefined : `${type} is no kind`;
  const schema = components.schemas[lastOf(ref)] ?? { not: {} };
  return z.fromJSONSchema(schema).safeParse(answer.json()).error?.message;
}

describe('docs/openapi.json', () => {
  it('has the routes that there are, and who may use them', async () => {
    const world = await World.start((provider) => filesEnvironment(provider.origin));
    const routes = routesOf(world).filter(({ method }) => method !== 'ALL');
    await world.stop();
    const there = routes.map(({ method, path, access }): [string, string] => [
      `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
      access === 'signed-in' ? 'session' : access,
    ]);
    expect(
      Object.fromEntries(own.map(([name, , operation]) => [name, accessIn(operation)])),
    ).toEqual(Object.fromEntries(there));
  });

  describe('describes the answers', () => {
    let administration: Administration;
    let someone: string;

    beforeAll(async () => {
      administration = await Administration.start();
      someone = (await administration.userOf('bob@example.com')).username;
    });
    afterAll(() => administration.stop());

    const KINDS = {
      programs: { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', accept: '*/*' },
      people: {
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': 'navigate',
        accept: 'text/html',
      },
      'other sites': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', accept: '*/*' },
    };
    const WHO: [who: string, browser: () => Promise<TestBrowser> | TestBrowser][] = [
      ['a stranger', () => administration.world.browser()],
      ['a user', () => administration.signIn('bob@example.com')],
      ['an administrator', () => administration.signIn('alice@example.com')],
    ];

    it.each(WHO)('that %s gets', async (_who, open) => {
      const complaints: string[] = [];
      for (const [name, path, operation] of operations) {
        const browser = await open();
        const [method = ''] = name.split(' ');
        const target = path
          .replace('{username}', someone)
          .replace('{file}', '00000000-0000-4000-8000-000000000000')
          .replace('{path}', 'orders');
        for (const headers of Object.values(KINDS)) {
          const said = complaint(operation, await browser.program(target, { method, headers }));
          if (said !== undefined) complaints.push(`${name}: ${said}`);
        }
      }
      expect(complaints).toEqual([]);
    });

    it('and no others', async () => {
      const browser = await administration.signIn('bob@example.com');
      const answer = await browser.fetch('/auth/session');
      const operation = operations.find(([name]) => name === 'GET /auth/session')?.[2];
      if (!operation) throw new Error('It has no /auth/session');
      const said = (changes: Partial<Answer>) => complaint(operation, { ...answer, ...changes });
      expect(said({})).toBeUndefined();
      expect(said({ status: 204 })).toContain('204');
      expect(said({ headers: { 'content-type': 'text/plain' } })).toContain('text/plain');
      for (const json of [{}, { user: {} }, Object.assign({ token: 'x' }, answer.json())]) {
        expect(said({ json: () => json })).toBeDefined();
      }
    });
  });
});
