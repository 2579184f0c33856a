import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import * as fc from 'fast-check';
import { people } from '../cognito/people.js';
import { defaultSettings } from '../cognito/settings.js';
import { type FilesUnderTest, PAGE, startFiles } from '../testing/files-under-test.js';
import { alice, type PoolUnderTest, startPool } from '../testing/pool-under-test.js';

const [, bob = alice] = people;
type Owner = Awaited<ReturnType<FilesUnderTest['owner']>>;
type Fields = Record<string, string>;

const errorOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'none',
    (error: S3ServiceException) => error.name,
  );

const codeIn = async (response: Response) =>
  /<Code>(\w+)<\/Code>/u.exec(await response.text())?.[1];

const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));

const allowed = (response: Response) => response.headers.get('access-control-allow-origin');

describe('the local identity pool and bucket', () => {
  let pool: PoolUnderTest;
  let files: FilesUnderTest;
  let idToken: string;
  let owner: Owner;
  let other: Owner;

  beforeAll(async () => {
    pool = await startPool();
    files = await startFiles(pool);
    idToken = await idTokenOf(pool);
    owner = await files.owner(idToken);
    other = await files.owner(await idTokenOf(pool, bob));
  });
  afterAll(async () => {
    await files.close();
    await pool.close();
  });
  afterEach(() => {
    files.clock.aheadMs = 0;
    if (files.failures.length > 0) throw new Error(files.failures.join('\n'));
  });

  /** What a form may send; `changes` are made to the fields after they were signed. */
  const form = async (who = owner, { name = 'a.txt', prefix = who.prefix } = {}) =>
    createPresignedPost(who.client, {
      Bucket: files.bucket,
      Key: prefix + name,
      Conditions: [['content-length-range', 1, 10]],
      Fields: { 'Content-Type': 'text/plain', success_action_status: '201' },
      Expires: 60,
    });
  const send = async (fields: Fields, content = 'content', origin = PAGE, name = 'chosen.txt') => {
    const body = new FormData();
    for (const [field, value] of Object.entries(fields)) body.append(field, value);
    body.append('file', new File([content], name));
    return fetch(`${files.url}/${files.bucket}`, {
      method: 'POST',
      body,
      headers: { origin },
      redirect: 'manual',
    });
  };
  const upload = async (name: string, who = owner, content = 'content') => {
    const { fields } = await form(who, { name });
    return send(fields, content);
  };
  const namesOf = async ({ client, prefix }: Owner, asked = prefix) => {
    const command = new ListObjectsV2Command({
      Bucket: files.bucket,
      Prefix: asked,
      EncodingType: 'url',
    });
    const { Contents = [] } = await client.send(command);
    return Contents.map(({ Key }) =>
      (new URLSearchParams(`key=${Key}`).get('key') ?? '').slice(prefix.length),
    );
  };
  const urlOf = async ({ client }: Owner, key: string) =>
    getSignedUrl(
      client,
      new GetObjectCommand({
        Bucket: files.bucket,
        Key: key,
        ResponseContentDisposition: 'attachment',
      }),
      { expiresIn: 60 },
    );
  const remove = ({ client }: Owner, key: string) =>
    client.send(new DeleteObjectCommand({ Bucket: files.bucket, Key: key }));

  describe('who they are', () => {
    it('is the same each time, and another for somebody else', async () => {
      expect(await files.identityOf(idToken)).toBe(owner.prefix.split('/')[1]);
      expect(other.prefix).not.toBe(owner.prefix);
    });

    it.each<[string, () => Promise<Record<string, string>>, string]>([
      [
        'an access token',
        async () => files.loginsOf((await pool.tokens()).access_token),
        'NotAuthorizedException',
      ],
      [
        'a token whose signature is of something else',
        async () => files.loginsOf(idToken.replace(/\.\w/u, '.x')),
        'NotAuthorizedException',
      ],
      ['the name of another pool', async () => ({ other: idToken }), 'NotAuthorizedException'],
      ['no token', async () => ({}), 'NotAuthorizedException'],
    ])('is nobody with %s', async (_name, logins, refusal) => {
      expect(await errorOf(files.identityOf('', await logins()))).toBe(refusal);
    });

    it('is nobody with a token that is over', async () => {
      const token = await idTokenOf(pool);
      files.clock.aheadMs = 3_600_000;
      expect(await errorOf(files.identityOf(token))).toBe('NotAuthorizedException');
    });

    it('is nothing without a role, and none for another pool', async () => {
      const groups = defaultSettings.groups.map((group) => ({ ...group, role: undefined }));
      const roleless = await startPool({ settings: { ...defaultSettings, groups } });
      const theirs = await startFiles(roleless);
      const token = await idTokenOf(roleless);
      expect(await errorOf(theirs.owner(token))).toBe('NotAuthorizedException');
      expect(await errorOf(files.owner(token))).toBe('NotAuthorizedException');
      await theirs.close();
      await roleless.close();
    });
  });

  const ask = async (origin: string, method = 'POST') =>
    fetch(`${files.url}/${files.bucket}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method },
    });

  describe('a form', () => {
    it('uploads what it was signed for, and says where that is', async () => {
      const response = await upload('first.txt');
      expect(response.status).toBe(201);
      expect(await response.text()).toContain(`<Key>${owner.prefix}first.txt</Key>`);
      expect(await namesOf(owner)).toContain('first.txt');
    });

    it('sends the browser on, and puts in the name that it says', async () => {
      const redirect = `${PAGE}/account/files`;
      const { fields } = await createPresignedPost(owner.client, {
        Bucket: files.bucket,
        Key: `${owner.prefix}\${filename}`,
        Fields: { success_action_redirect: redirect },
        Expires: 60,
      });
      const response = await send(fields, 'x', PAGE, 'C:\\folder\\my file.txt');
      expect(response.status).toBe(303);
      const { searchParams } = new URL(response.headers.get('location') ?? '');
      expect(searchParams.get('key')).toBe(`${owner.prefix}my file.txt`);
    });

    const damages: [string, (fields: Fields) => Fields, string][] = [
      ['another name', (fields) => ({ ...fields, key: `${fields['key']}x` }), 'AccessDenied'],
      ['another type', (fields) => ({ ...fields, 'Content-Type': 'text/html' }), 'AccessDenied'],
      ['no type', (fields) => without(fields, 'Content-Type'), 'AccessDenied'],
      ['a field more', (fields) => ({ ...fields, acl: 'public-read' }), 'AccessDenied'],
      ['no policy', (fields) => without(fields, 'Policy'), 'AccessDenied'],
      [
        'another policy',
        (fields) => ({ ...fields, Policy: Buffer.from('{}').toString('base64') }),
        'SignatureDoesNotMatch',
      ],
      [
        'another signature',
        (fields) => ({ ...fields, 'X-Amz-Signature': '0'.repeat(64) }),
        'SignatureDoesNotMatch',
      ],
      [
        'another token',
        (fields) => ({ ...fields, 'X-Amz-Security-Token': other.credentials.sessionToken }),
        'InvalidToken',
      ],
      [
        'another key',
        (fields) => ({
          ...fields,
          'X-Amz-Credential': 'ASIAX/20261126/eu-central-1/s3/aws4_request',
        }),
        'InvalidAccessKeyId',
      ],
    ];
    it.each(damages)('is refused with %s', async (_name, damage, code) => {
      const { fields } = await form();
      const response = await send(damage(fields));
      expect(await codeIn(response)).toBe(code);
      expect([400, 403]).toContain(response.status);
    });

    it.each([
      ['too much', 'x'.repeat(11), 'EntityTooLarge'],
      ['too little', '', 'EntityTooSmall'],
    ])('is refused with %s', async (_name, content, code) => {
      const { fields } = await form(owner, { name: code });
      const response = await send(fields, content);
      expect([response.status, await codeIn(response)]).toEqual([400, code]);
      expect(await namesOf(owner)).not.toContain(code);
    });

    it('is refused once its time is over', async () => {
      const { fields } = await form();
      files.clock.aheadMs = 61_000;
      expect(await codeIn(await send(fields))).toBe('AccessDenied');
    });

    it('is refused for what isn’t one’s own, whoever signed it', async () => {
      const { fields } = await form(other, { prefix: owner.prefix });
      expect(await codeIn(await send(fields))).toBe('AccessDenied');
    });

    it('without a file, or of another kind, is named', async () => {
      const url = `${files.url}/${files.bucket}`;
      const empty = new FormData();
      empty.append('key', 'x');
      for (const body of [empty, new URLSearchParams({ key: 'x' }), 'x']) {
        const response = await fetch(url, { method: 'POST', body });
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(response.status).toBeLessThan(500);
      }
    });

    it('can be sent by a script of the page, and by none of another', async () => {
      expect(allowed(await ask(PAGE))).toBe(PAGE);
      expect([(await ask(PAGE, 'PUT')).status, (await ask('https://x.example')).status]).toEqual([
        403, 403,
      ]);
      expect(allowed(await ask('https://x.example'))).toBeNull();
      const { fields } = await form();
      expect(allowed(await send(fields, 'x'))).toBe(PAGE);
      expect(allowed(await send(fields, 'x', 'https://x.example'))).toBeNull();
    });
  });

  describe('a file', () => {
    beforeAll(async () => {
      await upload('mine.txt');
    });

    it('is got by a presigned URL, as what that says', async () => {
      const response = await fetch(await urlOf(owner, `${owner.prefix}mine.txt`));
      expect(await response.text()).toBe('content');
      expect(response.headers.get('content-disposition')).toBe('attachment');
    });

    it.each<[string, (url: string) => string, string]>([
      ['another file', (url) => url.replace('mine', 'first'), 'SignatureDoesNotMatch'],
      [
        'another disposition',
        (url) => url.replace('attachment', 'inline'),
        'SignatureDoesNotMatch',
      ],
      ['a longer time', (url) => url.replace('Expires=60', 'Expires=99'), 'SignatureDoesNotMatch'],
      ['no signature', (url) => url.replace(/\?.*/u, ''), 'AccessDenied'],
    ])('isn’t, with %s', async (_name, damage, code) => {
      const response = await fetch(damage(await urlOf(owner, `${owner.prefix}mine.txt`)));
      expect([response.status, await codeIn(response)]).toEqual([403, code]);
    });

    it('isn’t, once the time of the URL is over', async () => {
      const url = await urlOf(owner, `${owner.prefix}mine.txt`);
      files.clock.aheadMs = 61_000;
      expect(await codeIn(await fetch(url))).toBe('AccessDenied');
    });

    it('is neither seen nor got nor deleted by somebody else', async () => {
      const key = `${owner.prefix}mine.txt`;
      const url = await urlOf(other, key);
      expect(await codeIn(await fetch(url))).toBe('AccessDenied');
      expect(await errorOf(namesOf(other, owner.prefix))).toBe('AccessDenied');
      expect(await errorOf(namesOf(other, 'private/'))).toBe('AccessDenied');
      expect(await errorOf(namesOf(other, ''))).toBe('AccessDenied');
      expect(await errorOf(remove(other, key))).toBe('AccessDenied');
      expect(await namesOf(owner)).toContain('mine.txt');
    });

    it('is deleted by its owner, and was there or not', async () => {
      const key = `${owner.prefix}mine.txt`;
      await remove(owner, key);
      await remove(owner, key);
      expect(await namesOf(owner)).not.toContain('mine.txt');
      expect(await codeIn(await fetch(await urlOf(owner, key)))).toBe('AccessDenied');
    });

    it('keeps whatever name it has', async () => {
      const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(name, async (text) => {
          fc.pre(!/\$\{filename\}/u.test(text) && text.isWellFormed() && !/[\r\n]/u.test(text));
          expect((await upload(text)).status).toBe(201);
          expect(await namesOf(owner)).toContain(text);
          await remove(owner, owner.prefix + text);
          expect(await namesOf(owner)).not.toContain(text);
        }),
        { numRuns: 40 },
      );
    });
  });

  it('credentials end', async () => {
    const late = await files.owner(await idTokenOf(pool));
    files.clock.aheadMs = 3_601_000;
    late.client.config.systemClockOffset = files.clock.aheadMs;
    expect(await errorOf(namesOf(late))).toBe('ExpiredToken');
  });
});

async function list({ client, prefix }: Owner, Bucket: string) {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
  return Contents.map(({ Key, Size }) => [Key, Size]);
}

it('files outlive a restart, where there is a folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  const pool = await startPool();
  const before = await startFiles(pool, { folder });
  const owner = await before.owner(await idTokenOf(pool));
  const { url, fields } = await createPresignedPost(owner.client, {
    Bucket: before.bucket,
    Key: `${owner.prefix}../../kept.txt`,
  });
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('file', new File(['kept'], 'x'));
  expect((await fetch(url, { method: 'POST', body })).status).toBe(204);
  await before.close();

  const after = await startFiles(pool, { folder });
  const again = await after.owner(await idTokenOf(pool));
  expect(await list(again, after.bucket)).toEqual([[`${owner.prefix}../../kept.txt`, 4]]);
  await after.close();
  await pool.close();
  rmSync(folder, { recursive: true });
});

/** Somebody's ID token, by way of the pages and the token endpoint. */
async function idTokenOf(pool: PoolUnderTest, person = alice): Promise<string> {
  const { id_token: token } = await pool.tokens({}, person);
  if (token === undefined) throw new Error('No ID token came');
  return token;
}
