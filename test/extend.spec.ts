import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuiltProduct } from './support/built-product.js';
import { alice } from './support/cognito-shapes.js';
import { freePort } from './support/http-server.js';
import { OpenIdProvider } from './support/openid-provider.js';
import { TestBrowser } from './support/test-browser.js';
import { UpstreamApi } from './support/upstream-api.js';
import { environmentFor } from './support/world.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['src', 'views', 'package.json', 'nest-cli.json', '.swcrc'];
const TYPES = ['tsconfig.json', 'tsconfig.build.json'];

const page = readFileSync(join(ROOT, 'docs/extend.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, content = '']) => content,
  );
const [NEW_FILE = ''] = blocks('tsx');
const DIFFS = blocks('diff');
const [VARIABLE = ''] = blocks('sh');

/** A copy of what the product is built of, changed as the page says. */
class Copy {
  readonly folder = mkdtempSync(join(tmpdir(), 'extended-'));

  constructor() {
    for (const name of [...SOURCES, ...TYPES]) {
      cpSync(join(ROOT, name), join(this.folder, name), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
  }

  /** The file's name stands in its first line. */
  add(content: string): void {
    const [, name = ''] = /^\/\/ (\S+)\n/.exec(content) ?? [];
    writeFileSync(join(this.folder, name), content);
  }

  /** Lines that go are followed by those that come in their place; others come first of all. */
  change(diff: string): void {
    const [, name = ''] = /^--- (\S+)\n/.exec(diff) ?? [];
    const file = join(this.folder, name);
    let source = readFileSync(file, 'utf8');
    for (const [, gone, here = ''] of diff.matchAll(/^(?:-(?!--)(.*)\n)?\+(.*)\n/gm)) {
      if (gone === undefined) source = `${here}\n${source}`;
      else if (!source.includes(`${gone}\n`)) throw new Error(`${name} has no line: ${gone}`);
      source = source.replace(`${gone}\n`, `${here}\n`);
    }
    writeFileSync(file, source);
  }

  /** @throws what the compiler says against it */
  checkTypes(): void {
    this.run('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.build.json');
  }

  build(): string {
    this.run('@nestjs/cli/bin/nest.js', 'build');
    return join(this.folder, 'dist/src/main.js');
  }

  private run(command: string, ...args: string[]): void {
    execFileSync(process.execPath, [join(ROOT, 'node_modules', command), ...args], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe('docs/extend.md', () => {
  let copy: Copy;
  let provider: OpenIdProvider;
  let api: UpstreamApi;
  let reports: UpstreamApi;
  let product: BuiltProduct | undefined;
  let origin: string;

  beforeAll(async () => {
    copy = new Copy();
    [provider, api, reports] = await Promise.all([
      OpenIdProvider.start(),
      UpstreamApi.start(),
      UpstreamApi.start(),
    ]);
    reports.answer = (_request, response) => response.end('{"rows": 3}');
  });
  afterEach(() => product?.stop());
  afterAll(async () => {
    copy.remove();
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
    copy.add(NEW_FILE);
    copy.change(DIFFS[0] ?? '');
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

  it('closes it to all but a group by one mark', async () => {
    copy.change(DIFFS[1] ?? '');
    copy.checkTypes();
    await start();
    const [admin, other] = [await signedIn(['admins']), await signedIn(['super-admins'])];
    expect((await admin.htmx('/quote/today')).status).toBe(200);
    expect((await other.htmx('/quote/today')).status).toBe(403);
    expect((await other.navigate('/quote')).status).toBe(403);
  }, 120_000);

  it('adds a second API, with an ID token, by one row', async () => {
    const [, rows = ''] = /^APIS='(.*)'\n$/.exec(VARIABLE) ?? [];
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
});
