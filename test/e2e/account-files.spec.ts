import * as fc from 'fast-check';
import { startLocalFiles } from '../../local/files/server.js';
import { IdentityPool } from '../../src/cognito/identity-pool.js';
import { type Account, alice, bob } from '../support/cognito-shapes.js';
import { runs } from '../support/fuzz-runs.js';
import { type FilesWorld, startFilesWorld } from '../support/files-world.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const PATH = '/account/files';
const MEGABYTE = 1024 * 1024;
const carol: Account = {
  sub: '5d1f4e0a-0000-4000-8000-0000000ca201',
  username: 'carol',
  email: 'carol@example.com',
  groups: ['users'],
};

interface Form {
  readonly url: string;
  readonly fields: Record<string, string>;
}

describe('a person’s own files', () => {
  let place: FilesWorld;
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    place = await startFilesWorld();
    ({ world } = place);
  });
  afterAll(() => place.stop());
  beforeEach(async () => {
    browser = await signedIn(alice);
    for (const id of await idsSeenBy(browser)) await deleteFile(browser, id);
    world.events.length = 0;
  });

  async function signedIn(person: Account): Promise<TestBrowser> {
    world.provider.person = person;
    const somebody = world.browser();
    await somebody.signIn();
    return somebody;
  }
  const ask = (name: string, size: number, who = browser) =>
    who.fetch(PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ step: 'upload', name, size: `${size}` }).toString(),
    });
  const formFor = async (name: string, size: number, who = browser): Promise<Form> => {
    const { status, body } = await ask(name, size, who);
    if (status !== 200) throw new Error(`${status}: ${body}`);
    return JSON.parse(body);
  };
  /** As the script of the page does it. @returns the key */
  const upload = async (name: string, content = 'content', who = browser): Promise<string> => {
    const form = await formFor(name, Buffer.byteLength(content), who);
    const { status } = await send(form, content);
    expect(status).toBe(201);
    return form.fields['key'] ?? '';
  };
  const page = async (who = browser) => (await who.navigate(PATH)).body;
  const download = (id: string, who = browser) => who.click(`${PATH}/${id}`, { follow: false });
  const idsSeenBy = async (who: TestBrowser) => idsIn(await page(who));

  it('are uploaded, listed, downloaded and deleted', async () => {
    expect(textOf(await page())).toContain('No files yet');
    const key = await upload('report.pdf', 'what it says');
    const listed = await browser.navigate(`${PATH}?${new URLSearchParams({ key })}`);
    expect(textOf(listed.body)).toContain('report.pdf is uploaded');
    expect(rowsIn(listed.body)).toEqual([
      'Download report.pdf 12 bytes just now Delete report.pdf',
    ]);

    const [id = ''] = idsIn(listed.body);
    const { status, location } = await download(id);
    expect([status, location?.origin]).toEqual([303, place.files.url]);
    const file = await fetch(location ?? '');
    expect(await file.text()).toBe('what it says');
    expect(file.headers.get('content-type')).toBe('application/octet-stream');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="report.pdf"/);

    const asked = await browser.click(`${PATH}/${id}/delete`);
    expect(textOf(asked.body)).toContain('Delete report.pdf? You can’t get it back');
    expect(asked.body).toContain(`name="file" value="${id}"`);
    const deleted = await deleteFile(browser, id);
    expect(deleted.before.map((answer) => answer.status)).toEqual([303]);
    expect(textOf(deleted.body)).toContain('The file is deleted');
    expect(rowsIn(deleted.body)).toEqual([]);
    const { sub } = alice;
    const session = expect.any(String);
    expect(world.events).toEqual([
      { name: 'file.upload_allowed', sub, session },
      { name: 'file.download_allowed', sub, session },
      { name: 'file.deleted', sub, session },
    ]);
  });

  it('are uploaded by the plain form of the page, which leads back to it', async () => {
    const form = formIn(await page());
    const response = await send(form, 'content', 'C:\\papers\\report.pdf');
    expect(response.status).toBe(303);
    const back = await browser.navigate(response.headers.get('location') ?? '', {
      from: place.files.url,
    });
    expect(back.url.href).toMatch(`${world.origin}${PATH}?`);
    expect(textOf(back.body)).toContain('report.pdf is uploaded');
    const again = formIn(await page());
    expect((await send(again, 'other', 'report.pdf')).status).toBe(303);
    expect(await idsSeenBy(browser)).toHaveLength(2); // nothing is overwritten
  });

  it('of a type that isn’t taken are named when they came by the plain form, and can only be deleted', async () => {
    const response = await send(formIn(await page()), '<script>', 'page.html');
    const { body } = await browser.navigate(response.headers.get('location') ?? '');
    expect(textOf(body)).toContain('page.html isn’t of a type that is taken');
    expect(rowsIn(body)).toEqual(['page.html Not taken 8 bytes just now Delete page.html']);
    const [id = ''] = idsIn(body);
    expect((await download(id)).location?.pathname).toBe(PATH);
    await deleteFile(browser, id);
    expect(await idsSeenBy(browser)).toEqual([]);
  });

  it('newest first', async () => {
    await upload('b.txt');
    await upload('a.txt');
    await upload('c.txt');
    expect(rowsIn(await page()).map((row) => row.split(' ')[1])).toEqual([
      'c.txt',
      'a.txt',
      'b.txt',
    ]);
  });

  it.each([
    ['too large', 'a.pdf', 25 * MEGABYTE + 1, /too large. Up to 25 MB/],
    ['empty', 'a.pdf', 0, /empty/],
    ['a page', 'a.html', 10, /type of file isn’t taken. Take one whose name ends in pdf/],
    ['a picture with scripts', 'a.svg', 10, /isn’t taken/],
    ['a program', 'a.pdf.exe', 10, /isn’t taken/],
    ['without an ending', 'pdf', 10, /isn’t taken/],
    ['nothing but an ending', '.pdf', 10, /isn’t taken/],
    ['an ending that only looks like one', 'a.pdf\u0000.exe', 10, /isn’t taken/],
    ['an ending that is turned round', 'a.\u202efdp', 10, /isn’t taken/],
    ['a folder', 'a.pdf/', 10, /isn’t taken/],
    ['blanks and an ending', '   .pdf', 10, /isn’t taken/],
    ['no name', '', 10, /isn’t taken/],
  ])('that are %s aren’t taken, and the page says what to do', async (_what, name, size, says) => {
    const { status, json } = await ask(name, size);
    expect([status, json()]).toEqual([422, { message: expect.stringMatching(says) }]);
    expect(world.events).toEqual([]);
  });

  it.each([
    ['no size', { step: 'upload', name: 'a.pdf' }],
    ['a size that is none', { step: 'upload', name: 'a.pdf', size: '-1' }],
    ['a size beyond numbers', { step: 'upload', name: 'a.pdf', size: '9'.repeat(400) }],
    ['no name', { step: 'upload', size: '1' }],
    ['no step', { name: 'a.pdf', size: '1' }],
    ['another step', { step: 'copy', file: 'x' }],
  ])('a form with %s is none of the page', async (_what, fields) => {
    const { status } = await browser.submit(PATH, fields);
    expect(status).toBe(400);
  });

  const odd: [string, string][] = [
    ['folders', '../../etc/passwd.txt'],
    ['folders of Windows', '..\\..\\a.txt'],
    ['markup', '"><img src=x onerror=alert(1)>.txt'],
    ['a variable', '${filename}.txt'],
    ['line ends', 'a\r\nSet-Cookie: x=1\r\n\r\n.txt'],
    ['control characters', 'a\u0000\u0007\u001b[2J\u0085b.txt'],
    ['a turned reading order', 'a\u202etxt.exe\u202c.txt'],
    ['quotes', `a"b'c\`d.txt`],
    ['percent signs', '%2e%2e%2f%00.txt'],
    ['a query', 'a?b#c&d=e+f.txt'],
    ['other writing', '報告 – Übersicht 🙂.txt'],
    ['half a character', 'a\ud800b.txt'],
    ['names for Windows', 'CON.txt'],
  ];

  it.each(odd)('with %s in their name are one line of text everywhere', async (_what, name) => {
    await upload(name);
    const body = await page();
    const [row = ''] = rowsIn(body);
    expect(row).toMatch(/^Download .*\.txt 7 bytes just now Delete .*\.txt$/);
    expect(body).not.toContain('<img src=x');
    expect(body).not.toMatch(/[^\P{C}\n]/u);
    const [id = ''] = idsIn(body);
    const { location } = await download(id);
    const file = await fetch(location ?? '');
    expect(await file.text()).toBe('content');
    const disposition = file.headers.get('content-disposition');
    expect(disposition).toMatch(
      /^attachment; filename="[\w .()+,=@~-]*"; filename\*=UTF-8''[\w.!~%-]*$/,
    );
    await deleteFile(browser, id);
    expect(await idsSeenBy(browser)).toEqual([]);
  });

  it('by the plain form keep any name, and can be had or deleted by it', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(name, async (text) => {
        const { status } = await send(formIn(await page()), 'content', `a${text}b.txt`);
        expect(status).toBe(303);
        const [id = '', ...others] = await idsSeenBy(browser);
        expect(others).toEqual([]);
        const { location } = await download(id);
        expect((await fetch(location ?? '')).status).toBe(200);
        await deleteFile(browser, id);
        expect(await idsSeenBy(browser)).toEqual([]);
      }),
      runs(15),
    );
  });

  it('go with the account, and nobody else’s do', async () => {
    await upload('of-alice.txt');
    const leaving = await signedIn(carol);
    for (const name of ['one.txt', 'two.txt']) await upload(name, 'content', leaving);
    await leaving.click('/auth/confirm?returnTo=/account/delete');
    expect(textOf((await leaving.navigate('/account/delete')).body)).toContain(
      'Your files go with it',
    );
    await leaving.submit('/account/delete');
    expect(world.eventsNamed('account.deleted')).toHaveLength(1);
    expect(await idsSeenBy(await signedIn(carol))).toEqual([]); // had Cognito made the same again
    expect(await idsSeenBy(browser)).toHaveLength(1);
  });

  it('are no more than a hundred', async () => {
    const collector = await signedIn({ ...carol, sub: 'a-collector' });
    const form = formIn(await page(collector));
    for (let count = 0; count < 100; count += 1) {
      expect((await send(form, 'x', `${count}.txt`)).status).toBe(303);
    }
    const body = await page(collector);
    expect(textOf(body)).toContain('No more than 100 files are kept');
    expect(body).not.toContain('type="file"');
    const { status, json } = await ask('a.txt', 1, collector);
    expect([status, json()]).toEqual([
      422,
      { message: expect.stringContaining('Delete one first') },
    ]);
  }, 30_000);

  describe('what the browser is given for an upload', () => {
    it('is good for one name, one size and one type alone', async () => {
      const form = await formFor('a.txt', 7);
      const changed = (fields: Record<string, string>) => ({
        ...form,
        fields: { ...form.fields, ...fields },
      });
      expect(await bucketError(form, 'eightval')).toBe('EntityTooLarge');
      expect(await bucketError(form, 'sixval')).toBe('EntityTooSmall');
      expect(await bucketError(changed({ key: `${form.fields['key']}x` }), 'content')).toBe(
        'AccessDenied',
      );
      expect(await bucketError(changed({ 'Content-Type': 'text/html' }), 'content')).toBe(
        'AccessDenied',
      );
      expect(
        await bucketError(changed({ success_action_redirect: 'https://x.example' }), 'content'),
      ).toBe('AccessDenied');
      expect((await send(form, 'content')).status).toBe(201);
    });

    it('is good for ten minutes, by its policy', async () => {
      for (const { fields } of [await formFor('a.txt', 7), formIn(await page())]) {
        const policy = JSON.parse(Buffer.from(fields['Policy'] ?? '', 'base64').toString());
        const left = Date.parse(policy.expiration) - Date.now();
        expect(left).toBeGreaterThan(0);
        expect(left).toBeLessThanOrEqual(600_000);
      }
    });

    it('by the plain form, too, is neither too large nor empty nor somewhere else', async () => {
      const form = formIn(await page());
      expect(await bucketError(form, '')).toBe('EntityTooSmall');
      expect(await bucketError(form, 'x'.repeat(25 * MEGABYTE + 1))).toBe('EntityTooLarge');
      const elsewhere = { ...form.fields, key: `private/${'x'.repeat(40)}/\${filename}` };
      expect(await bucketError({ ...form, fields: elsewhere }, 'x')).toBe('AccessDenied');
      const aside = { ...form.fields, success_action_redirect: 'https://x.example' };
      expect(await bucketError({ ...form, fields: aside }, 'x')).toBe('AccessDenied');
    });

    it('holds no secret, and nothing else that is said or logged does', async () => {
      const { body: offered } = await ask('a.txt', 7);
      await upload('a.txt');
      const shown = await page();
      const [id = ''] = idsIn(shown);
      const { location } = await download(id);
      const kept = await Promise.all(world.app.get(IdentityPool)['kept'].values());
      expect(kept.length).toBeGreaterThan(0);
      const log = JSON.stringify([world.log, world.events]);
      for (const { secretAccessKey, sessionToken, accessKeyId } of kept) {
        for (const said of [offered, shown, location?.href, log]) {
          expect(said).not.toContain(secretAccessKey.reveal());
        }
        for (const part of [sessionToken.reveal(), accessKeyId]) expect(log).not.toContain(part);
      }
      expect(log).not.toContain(place.files.bucket);
      expect(log).not.toContain('a.txt');
    });
  });

  describe('of somebody else', () => {
    let hers: string;
    let herKey: string;
    let carols: TestBrowser;

    beforeEach(async () => {
      herKey = await upload('secret.pdf');
      [hers = ''] = await idsSeenBy(browser);
      carols = await signedIn(carol);
    });

    it('are neither seen nor had nor deleted', async () => {
      expect(await page(carols)).not.toContain('secret.pdf');
      for (const answer of [
        await carols.click(`${PATH}/${hers}`),
        await carols.click(`${PATH}/${hers}/delete`),
        await deleteFile(carols, hers),
      ]) {
        expect(answer.url.href).toBe(world.origin + PATH);
        expect(textOf(answer.body)).toContain('That file isn’t there any more');
      }
      expect(await idsSeenBy(browser)).toEqual([hers]);
    });

    it('aren’t said to be uploaded', async () => {
      const { body } = await carols.navigate(`${PATH}?${new URLSearchParams({ key: herKey })}`);
      expect(body).not.toContain('secret.pdf');
    });

    it('aren’t reached by an id that holds their whole key, or a way up', async () => {
      for (const path of [herKey, `../${herKey.slice('private/'.length)}`, `/${herKey}`]) {
        const id = Buffer.from(path).toString('base64url');
        expect((await download(id, carols)).location?.href).toBe(world.origin + PATH);
      }
    });

    it('aren’t overwritten', async () => {
      const form = await formFor('secret.pdf', 7, carols);
      const fields = { ...form.fields, key: herKey };
      expect(await bucketError({ ...form, fields }, 'content')).toBe('AccessDenied');
    });
  });

  it.each(['x', '..', '%2e%2e', 'a'.repeat(3000), '%00', 'YQ==', 'YR', '_-', '%F0%9F%99%82'])(
    'with an id that is none there are none: %#',
    async (id) => {
      for (const target of [`${PATH}/${id}`, `${PATH}/${id}/delete`]) {
        const { status, location } = await browser.program(target, {
          headers: { accept: 'text/html', cookie: cookieOf(browser) },
        });
        expect([PATH, undefined]).toContain(location?.pathname);
        expect([303, 400, 404]).toContain(status);
      }
      expect((await deleteFile(browser, id)).body).toContain('That file isn’t there any more');
    },
  );

  it('are nobody’s who is in no group', async () => {
    const bobs = await signedIn(bob);
    const { status, body } = await bobs.navigate(PATH);
    expect([status, textOf(body)]).toEqual([403, expect.stringContaining('Ask an administrator')]);
    expect((await ask('a.txt', 1, bobs)).status).toBe(403);
  });

  it('are closed once the session is over, and its credentials are forgotten', async () => {
    await upload('a.txt');
    const [id = ''] = await idsSeenBy(browser);
    const pool = world.app.get(IdentityPool);
    const before = pool['kept'].size;
    await browser.submit('/auth/logout', {}, { follow: false });
    expect(pool['kept'].size).toBe(before - 1);
    expect((await browser.navigate(PATH, { follow: false })).location?.pathname).toBe(
      '/auth/login',
    );
    expect((await browser.fetch(`${PATH}/${id}`)).status).toBe(401);
    expect((await ask('a.txt', 1)).status).toBe(401);
  });

  it('are for pages of this site alone to change', async () => {
    await upload('a.txt');
    const [file = ''] = await idsSeenBy(browser);
    const fields = { step: 'delete', file };
    const { status } = await browser.submit(PATH, fields, { from: 'https://x.example' });
    expect([401, 403]).toContain(status);
    expect(await idsSeenBy(browser)).toEqual([file]);
  });

  it('and the policy of their page alone names the bucket', async () => {
    const { origin } = new URL(place.files.url);
    expect(await policyOf(browser, PATH)).toContain(
      `connect-src 'self' ${origin};form-action 'self' ${origin};`,
    );
    expect(await policyOf(browser, '/account')).not.toContain(origin);
    expect(await policyOf(browser, '/')).not.toContain(origin);
  });

  it('are found again after the bucket has forgotten who may use it', async () => {
    await page();
    await place.files.close();
    const { status } = await browser.navigate(PATH);
    expect(status).toBe(503);
    const { provider } = world;
    const again = await startLocalFiles({
      port: place.files.port,
      issuer: provider.issuer,
      clientId: provider.clientId,
      pageOrigin: world.origin,
    });
    expect((await browser.navigate(PATH)).status).toBe(503); // credentials of the one before
    expect((await browser.navigate(PATH)).status).toBe(200);
    place.files = again;
  });
});

describe('without an identity pool and a bucket', () => {
  it('there are no files, and no way to them', async () => {
    const world = await World.start();
    const browser = world.browser();
    await browser.signIn();
    expect((await browser.navigate(PATH)).status).toBe(404);
    expect((await browser.submit(PATH, { step: 'delete', file: 'x' })).status).toBe(404);
    expect((await world.browser().navigate(PATH)).status).toBe(404);
    expect((await browser.navigate('/account')).body).not.toContain(PATH);
    await world.stop();
  });
});

const cookieOf = (browser: TestBrowser) => `session=${browser.cookie('session')}`;

const deleteFile = (who: TestBrowser, file: string) => who.submit(PATH, { step: 'delete', file });
const policyOf = async (who: TestBrowser, path: string) =>
  String((await who.navigate(path)).headers['content-security-policy']);

async function send(
  { url, fields }: Form,
  content: string,
  name = 'chosen.txt',
): Promise<Response> {
  const body = new FormData();
  for (const [field, value] of Object.entries(fields)) body.append(field, value);
  body.append('file', new File([content], name));
  return fetch(url, { method: 'POST', body, redirect: 'manual' });
}

/** Why the bucket doesn't take it. */
async function bucketError(form: Form, content: string): Promise<string | undefined> {
  const response = await send(form, content);
  return response.ok ? undefined : /<Code>(\w+)</.exec(await response.text())?.[1];
}

/** The form for an upload, as a browser without scripts has it. */
function formIn(html: string): Form {
  const [, url = '', inner = ''] =
    /<form class="[^"]*upload"[^>]*? action="([^"]+)"(?:[^>]*)>(.*?)<\/form>/s.exec(html) ?? [];
  const inputs = inner.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return {
    url: unescaped(url),
    fields: Object.fromEntries(
      [...inputs].map(([, name = '', value = '']) => [name, unescaped(value)]),
    ),
  };
}

const idsIn = (html: string): string[] =>
  [...html.matchAll(/ href="\/account\/files\/([\w-]+)\/delete"/g)].map(([, id = '']) => id);
const rowsIn = (html: string): string[] =>
  [...html.matchAll(/<tr [^>]*>(.*?)<\/tr>/gs)].slice(1).map(([, row = '']) => textOf(row));
const unescaped = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
const textOf = (html: string): string =>
  unescaped(html.replaceAll(/<[^>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();
