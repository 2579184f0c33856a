import type { IncomingHttpHeaders } from 'node:http';
import { accessDenied, element, escaped, S3Error, xml } from './aws-error.js';
import type { Credentials, TemporaryCredentials } from './credentials.js';
import type { Entry, Objects } from './objects.js';
import { uploaderOf } from './post-policy.js';
import { callerOf, type SignedRequest } from './signature.js';

/** A request to the bucket, read whole. */
export interface BucketRequest extends SignedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer<ArrayBuffer>;
}

export interface BucketAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

const XML = { 'content-type': 'application/xml' };
const MAX_KEYS = 1000;
const MAX_KEY_BYTES = 1024;

/** One bucket, addressed by path, and what the product asks of it. */
export class LocalBucket {
  constructor(
    private readonly name: string,
    private readonly objects: Objects,
    private readonly known: TemporaryCredentials,
    private readonly now: () => number,
  ) {}

  /** @throws {S3Error} */
  async answer(request: BucketRequest): Promise<BucketAnswer> {
    const [, bucket, ...rest] = request.path.split('/');
    const key = decoded(rest.join('/'));
    if (bucket !== this.name) {
      throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
    }
    if (request.method === 'POST' && key === '') return this.post(request);
    const caller = callerOf(request, this.known, this.now());
    if (request.method === 'GET') {
      return key === '' ? this.list(request, caller) : this.get(request, key, caller);
    }
    if (request.method === 'DELETE' && key !== '') {
      demandOwn(key, caller);
      this.objects.delete(key);
      return { status: 204 };
    }
    throw new S3Error(
      405,
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
    );
  }

  private async post({ headers, body }: BucketRequest): Promise<BucketAnswer> {
    const { fields, file } = await formOf(headers['content-type'] ?? '', body);
    const key = (fields.get('key') ?? '').replaceAll('${filename}', () => file.name);
    fields.set('key', key);
    const form = { bucket: this.name, fields, size: file.content.length };
    demandOwn(key, uploaderOf(form, this.known, this.now()));
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
      throw new S3Error(400, 'KeyTooLongError', 'Your key is too long');
    }
    const type = fields.get('content-type') ?? 'binary/octet-stream';
    const { etag } = this.objects.put(key, type, file.content);
    return posted(fields, { Bucket: this.name, Key: key, ETag: etag });
  }

  private list({ query }: BucketRequest, caller: Credentials): BucketAnswer {
    const prefix = query.get('prefix') ?? '';
    demandOwn(prefix, caller);
    const most = Math.min(Number(query.get('max-keys') ?? MAX_KEYS), MAX_KEYS);
    const found = this.objects.below(prefix);
    const asUrl = query.get('encoding-type') === 'url';
    const keyOf = (key: string) => (asUrl ? formEncoded(key) : escaped(key));
    const content = [
      element('Name', this.name),
      element('Prefix', keyOf(prefix)),
      element('KeyCount', `${Math.min(found.length, most)}`),
      element('MaxKeys', `${most}`),
      ...(asUrl ? [element('EncodingType', 'url')] : []),
      element('IsTruncated', `${found.length > most}`),
      ...found.slice(0, most).map((one) => contentsOf(one, keyOf)),
    ];
    const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
    return {
      status: 200,
      headers: XML,
      body: head + element('ListBucketResult', content.join('')),
    };
  }

  private get({ query }: BucketRequest, key: string, caller: Credentials): BucketAnswer {
    demandOwn(key, caller);
    const found = this.objects.get(key);
    // Who may list only by a prefix isn't told that there is nothing.
    if (!found) throw accessDenied();
    const { entry, content } = found;
    const disposition = query.get('response-content-disposition');
    return {
      status: 200,
      headers: {
        'content-type': query.get('response-content-type') ?? entry.contentType,
        etag: entry.etag,
        ...(disposition !== null && { 'content-disposition': disposition }),
      },
      body: content,
    };
  }
}

/** The role's policy: below the prefix of one's own identity, and nowhere else. */
function demandOwn(key: string, { identityId }: Credentials): void {
  if (!key.startsWith(`private/${identityId}/`)) throw accessDenied();
}

interface Upload {
  readonly fields: Map<string, string>;
  readonly file: { readonly name: string; readonly content: Buffer };
}

/** What follows the file is not read, as S3 does it. */
async function formOf(contentType: string, body: Buffer<ArrayBuffer>): Promise<Upload> {
  const fields = new Map<string, string>();
  const headers = { 'content-type': contentType };
  const form = await new Response(body, { headers }).formData().catch(() => {
    throw new S3Error(
      400,
      'MalformedPOSTRequest',
      'The body of your POST request is not well-formed multipart/form-data.',
    );
  });
  for (const [name, value] of form) {
    if (typeof value === 'string') fields.set(name.toLowerCase(), value);
    else if (name === 'file') {
      const content = Buffer.from(await value.arrayBuffer());
      return { fields, file: { name: value.name.replace(/^.*[/\\]/su, ''), content } };
    }
  }
  throw new S3Error(400, 'InvalidArgument', 'POST requires exactly one file upload per request.');
}

function posted(
  fields: Upload['fields'],
  done: { Bucket: string; Key: string; ETag: string },
): BucketAnswer {
  const redirect = URL.parse(fields.get('success_action_redirect') ?? '');
  if (redirect) {
    redirect.searchParams.set('bucket', done.Bucket);
    redirect.searchParams.set('key', done.Key);
    redirect.searchParams.set('etag', done.ETag);
    return { status: 303, headers: { location: redirect.href } };
  }
  const status = Number(fields.get('success_action_status'));
  if (status === 201) return { status, headers: XML, body: xml('PostResponse', done) };
  return { status: status === 200 ? 200 : 204 };
}

const contentsOf = ({ key, etag, size, modifiedAt }: Entry, keyOf: (key: string) => string) =>
  element(
    'Contents',
    [
      element('Key', keyOf(key)),
      element('LastModified', new Date(modifiedAt).toISOString()),
      element('ETag', escaped(etag)),
      element('Size', `${size}`),
      element('StorageClass', 'STANDARD'),
    ].join(''),
  );

/** As `encoding-type=url` has it: a blank is a plus. */
const formEncoded = (text: string) =>
  new URLSearchParams({ text }).toString().slice('text='.length).replaceAll('%2F', '/');

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}
