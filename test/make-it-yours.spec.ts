import { BuiltProduct } from './support/built-product.js';
import { alice } from './support/cognito-shapes.js';
import { Copy } from './support/copy.js';
import { freePort } from './support/http-server.js';
import { OpenIdProvider } from './support/openid-provider.js';
import { TestBrowser } from './support/test-browser.js';
import { UpstreamApi } from './support/upstream-api.js';
import { task } from './support/worked-task.js';
import { environmentFor } from './support/world.js';

/** A path that begins as the demo's page and route do, or a file of theirs. `/api/hello` is a path like any. */
const NAME_THE_DEMO = /(?<![\w.])\/hello\b|hello\.(?:controller|spec)|admin-hello/;
/** Specs that have to do with pages and routes, one of each kind. */
const OF_EACH_KIND = [
  'src/api/policy',
  'infra/test/(api-stack|logs)',
  'test/deployment/agreement',
  'test/docs.spec',
  'test/e2e/(routes|openapi|page-calls-api)',
  'test/browser/journey',
];

/** The command may go over several lines. */
function filesToRemove(sh: string): string[] {
  const [, files = ''] = /^git rm ((?:.*\\\n)*.*)\n/.exec(sh) ?? [];
  return files.split(/[\s\\]+/);
}

describe('docs/make-it-yours.md', () => {
  let copy: Copy;
  let provider: OpenIdProvider;
  let api: UpstreamApi;
  let reports: UpstreamApi;
  let product: BuiltProduct | undefined;
  let origin: string;

  beforeAll(async () => {
    copy = new Copy();
    copy.remove(...filesToRemove(task('What goes first').sh));
    [provider, api, reports] = await Promise.all([
      OpenIdProvider.start(),
      UpstreamApi.start(),
      UpstreamApi.start(),
    ]);
    reports.answer = (_request, response) => response.end('{"rows": 3}');
  });
  afterEach(() => product?.stop());
  afterAll(async () => {
    copy.delete();
    await Promise.all([provider.stop(), api.stop(), reports.stop()]);
  });

  async function start(environment: Record<string, string> = {}): Promise<void> {
    const port = await freePort();
    origin = `http://localhost:${port}`;
    provider.register(origin);
    const told = { ...environmentFor(provider, api, port), ...environment };
    product = new BuiltProduct(told, copy.build());
    await product.answers(`${origin}/health/live`);
  }

  async function signedIn(groups: string[]): Promise<TestBrowser> {
    provider.person = { ...alice, groups };
    const browser = new TestBrowser(origin);
    await browser.signIn();
    return browser;
  }

  it('adds a page with a fragment that calls the API by one file and one row', async () => {
    const { tsx, diff } = task('A page, and a fragment that calls the API');
    copy.add(tsx);
    copy.change(diff);
    await start();
    const browser = await signedIn([]);
    expect((await browser.navigate('/quote')).body).toContain('hx-get="/quote/today"');
    const { status, body } = await browser.htmx('/quote/today', { page: '/quote' });
    expect([status, body]).toEqual([
      200,
      '<blockquote>Hello alice, welcome to the test</blockquote>',
    ]);
    api.answer = (_request, response) => response.writeHead(403).end('{}');
    expect((await browser.htmx('/quote/today')).status).toBe(403);
    api.reset();
    expect((await new TestBrowser(origin).htmx('/quote/today')).status).toBe(401);
  }, 120_000);

  it('adds a form by changes of that file', async () => {
    copy.change(task('A form').diff);
    expect(copy.checkTypes()).toBe('');
    await start();
    const browser = await signedIn([]);
    expect((await browser.navigate('/quote')).body).toContain('A quote of yours');
    const sent = async (text: string) => await browser.submit('/quote', { text });
    expect(await sent('All is well')).toMatchObject({
      status: 200,
      body: expect.stringContaining('Thank you'),
    });
    expect(await sent(' ')).toMatchObject({
      status: 422,
      body: expect.stringContaining('Write a quote'),
    });
    expect((await browser.submit('/quote', { other: '' })).status).toBe(400);
    expect(
      (await browser.submit('/quote', { text: 'x' }, { from: 'https://other.example' })).status,
    ).toBe(403);
  }, 120_000);

  it('adds a second API, with an ID token, by one row', async () => {
    const [, rows = ''] = /^APIS='(.*)'\n$/.exec(task('A second API, with an ID token').sh) ?? [];
    await start({ APIS: rows.replace('http://localhost:4000/v1', reports.url) });
    const [admin, other] = [await signedIn(['admins']), await signedIn([])];
    expect((await admin.fetch('/reports/2026')).json()).toEqual({ rows: 3 });
    expect(reports.last.target).toBe('/stage/2026');
    const [, claims = ''] = reports.last.headers.authorization?.split('.') ?? [];
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      token_use: 'id',
    });
    expect((await other.fetch('/reports/2026')).status).toBe(403);
  }, 120_000);

  it('gets another name, logo and colours, with its own specs of them', async () => {
    const [, ...args] = /^npm run rename -- "(.*)"\n$/.exec(task('Its name').sh) ?? [];
    expect(copy.script('rename', ...args).status).toBe(0);
    copy.change(task('Its logo and colours').diff);
    await start();
    const { body } = await new TestBrowser(origin).navigate('/');
    expect(body).toContain(' · Acme Portal</title>');
    const [, icon = ''] = /<link rel="icon" href="([^"]+)"/.exec(body) ?? [];
    expect((await new TestBrowser(origin).fetch(icon)).body).toContain('<circle cx="4"');
    expect(copy.test('views/brand', 'test/e2e/frame', 'src/session/keys', 'test/rename')).toBe('');
  }, 240_000);

  it('adds a Lambda route by one file and two rows', async () => {
    const { ts, diff } = task('A Lambda route');
    copy.add(ts);
    copy.change(diff); // what becomes of it in the local gateway and in the deployment, specs below say
    await start();
    const browser = await signedIn([]);
    expect((await browser.fetch('/api/quotes/today')).status).toBe(200);
    expect(api.last.target).toBe('/stage/quotes/today');
    expect((await browser.fetch('/api/quotes/today', { method: 'POST' })).status).toBe(405);
  }, 120_000);

  it('does without the demo, once there are a page and a route of one’s own, in all lists', async () => {
    const { sh, diff } = task('Without the demo');
    copy.remove(...filesToRemove(sh));
    copy.change(task('The lists of routes').diff);
    copy.change(diff);
    expect(copy.checkTypes('tsconfig.json')).toBe('');
    expect(copy.filesThat(NAME_THE_DEMO)).toEqual(['test/compose/traffic.ts']);
    await start();
    const browser = await signedIn([]);
    expect((await browser.navigate('/')).body).toContain('hx-get="/quote/today"');
    expect((await browser.htmx('/quote/today')).status).toBe(200);
    expect(api.last.target).toBe('/stage/quotes/today');
    expect((await browser.navigate('/hello')).status).toBe(404);
  }, 240_000);

  it('is green without the demo, by a spec of each kind', () => {
    expect(copy.test(...OF_EACH_KIND)).toBe('');
  }, 240_000);

  it('closes it to all but a group by one mark', async () => {
    copy.change(task('A page for a group').diff);
    await start();
    const [admin, other] = [await signedIn(['admins']), await signedIn(['super-admins'])];
    expect((await admin.htmx('/quote/today')).status).toBe(200);
    expect((await other.htmx('/quote/today')).status).toBe(403);
    expect((await other.navigate('/quote')).status).toBe(403);
  }, 120_000);
});
