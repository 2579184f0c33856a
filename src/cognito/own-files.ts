import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { RequestFailed } from '../http/failures/failure.js';
import { attachment } from './attachment.js';
import { IdentityPool, type OwnCredentials } from './identity-pool.js';

type Sdk = Awaited<ReturnType<typeof loadSdk>>;
type Client = InstanceType<Sdk['S3Client']>;

const TIMEOUT_MS = 10_000;
const MAX_LISTED = 1000;
/** Of a thousand files each: far more than anybody may have. */
const MAX_ROUNDS = 5;
/** What S3 puts the name in place of that the browser says: "POST Object", `key`. */
const NAME_OF_BROWSER = '${filename}';
const UPLOAD_BYTES = 16;
/** How long a person may take to choose a file and send it. */
const UPLOAD_SECONDS = 600;
/** A download begins at once. */
const DOWNLOAD_SECONDS = 60;
/** A browser makes nothing of it: whatever a file holds, it is a file. */
const ANY_FILE = 'application/octet-stream';
const REFUSED_CREDENTIALS = new Set(['ExpiredToken', 'InvalidAccessKeyId', 'InvalidToken']);

/** One of a person's files. */
export interface OwnFile {
  /** Its key below their own prefix, which is what the person's requests name it by. */
  readonly path: string;
  /** As it was called where it came from: any text at all. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** In ms since the epoch. */
  readonly modifiedAt: number;
}

/** A form by which a browser sends one file to the bucket: good for one place, some sizes, and some minutes. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

interface Upload {
  /** Where it isn't known yet, it is whatever the browser says. */
  readonly name?: string;
  /** In bytes. */
  readonly size: readonly [least: number, most: number];
  /** What the browser is sent on to; without, the bucket answers 201. */
  readonly redirect?: string;
}

/**
 * A person's own part of the bucket: what lies below `private/` and their identity, by credentials that open
 * nothing else. Keys are put together here alone, so that no request can name another part.
 *
 * All throw RequestFailed `forbidden` where the person may have no files, and `files_unavailable`.
 */
@Injectable()
export class OwnFiles implements OnApplicationShutdown {
  private loaded: Promise<{ sdk: Sdk; shared: Client }> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly identityPool: IdentityPool,
  ) {}

  /** The first thousand of them, the newest first; all whose path begins with `path`, where one is given. */
  async list(idToken: string, path = ''): Promise<OwnFile[]> {
    return this.asOwner(idToken, async ({ sdk, client, bucket, prefix }) => {
      const { Contents: found = [] } = await client.send(
        new sdk.ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix + path,
          MaxKeys: MAX_LISTED,
          EncodingType: 'url', // XML can't hold every character that a name can
        }),
        within(),
      );
      return found
        .map(({ Key = '', ...rest }) => ({ ...rest, key: decoded(Key) }))
        .filter(({ key }) => key.startsWith(prefix) && key.length > prefix.length)
        .map(({ key, Size = 0, LastModified }) => ({
          ...namesOf(key.slice(prefix.length)),
          size: Size,
          modifiedAt: LastModified?.getTime() ?? 0,
        }))
        .toSorted((one, other) => other.modifiedAt - one.modifiedAt);
    });
  }

  /** The file of exactly this path. (Who may list by a prefix alone isn't told what is missing by a HEAD.) */
  async find(idToken: string, path: string): Promise<OwnFile | undefined> {
    const found = await this.list(idToken, path);
    return found.find((file) => file.path === path);
  }

  /** What somebody's browser may upload, each time to a new place: nothing is overwritten. */
  async uploadForm(idToken: string, { name, size, redirect }: Upload): Promise<UploadForm> {
    return this.asOwner(idToken, async ({ sdk, client, bucket, prefix }) => {
      const place = `${prefix}${randomBytes(UPLOAD_BYTES).toString('base64url')}/`;
      const { url, fields } = await sdk.createPresignedPost(client, {
        Bucket: bucket,
        Key: place + (name?.replaceAll(NAME_OF_BROWSER, 'filename') ?? NAME_OF_BROWSER),
        Conditions: [['content-length-range', ...size]],
        Fields: {
          'Content-Type': ANY_FILE,
          ...(redirect === undefined
            ? { success_action_status: '201' }
            : { success_action_redirect: redirect }),
        },
        Expires: UPLOAD_SECONDS,
      });
      return { url, fields };
    });
  }

  /** Where the file can be had for a minute, as a download and nothing else. `name`: what it will be called. */
  async downloadUrl(idToken: string, path: string, name: string): Promise<string> {
    return this.asOwner(idToken, async ({ sdk, client, bucket, prefix }) => {
      const command = new sdk.GetObjectCommand({
        Bucket: bucket,
        Key: prefix + path,
        ResponseContentDisposition: attachment(name),
        ResponseContentType: ANY_FILE,
      });
      return sdk.getSignedUrl(client, command, { expiresIn: DOWNLOAD_SECONDS });
    });
  }

  /** Whether it was still there or not. */
  async delete(idToken: string, path: string): Promise<void> {
    await this.asOwner(idToken, async ({ sdk, client, bucket, prefix }) => {
      const command = new sdk.DeleteObjectCommand({ Bucket: bucket, Key: prefix + path });
      await client.send(command, within());
    });
  }

  /** All of them: S3 lists a thousand at a time. */
  async deleteAll(idToken: string): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const files = await this.list(idToken);
      if (files.length === 0) return;
      await Promise.all(files.map(({ path }) => this.delete(idToken, path)));
    }
    throw new RequestFailed('files_unavailable', { cause: new Error('bucket: files remain') });
  }

  /** The path of the file with this key, where that is one of theirs. */
  async pathOf(idToken: string, key: string): Promise<string | undefined> {
    const prefix = prefixOf(await this.identityPool.credentialsFor(idToken));
    return key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
  }

  async onApplicationShutdown(): Promise<void> {
    const loaded = await this.loaded?.catch(() => undefined);
    loaded?.shared.destroy(); // its connections are kept open
  }

  private async asOwner<Value>(
    idToken: string,
    call: (owner: { sdk: Sdk; client: Client; bucket: string; prefix: string }) => Promise<Value>,
  ): Promise<Value> {
    const bucket = this.config.files?.bucket;
    if (bucket === undefined) throw new RequestFailed('not_found');
    const credentials = await this.identityPool.credentialsFor(idToken);
    try {
      const { sdk, shared } = await this.load();
      const client = new sdk.S3Client({
        ...this.settings,
        credentials: revealed(credentials),
        requestHandler: shared.config.requestHandler, // one set of connections for all
      });
      return await call({ sdk, client, bucket, prefix: prefixOf(credentials) });
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      if (REFUSED_CREDENTIALS.has(name)) this.identityPool.forget(idToken);
      const cause = new Error(`bucket: ${name}`); // its own text may hold keys and signatures
      throw new RequestFailed('files_unavailable', { cause, retryAfter: 2 });
    }
  }

  private get settings() {
    const { region = '', endpoints } = this.config.files ?? {};
    const endpoint = endpoints?.bucket;
    return {
      region,
      // Only by path a stand-in is found whatever the bucket is called.
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    } as const;
  }

  /** The SDK is large, and most processes never need it: it is loaded by the first who does. */
  private load(): Promise<{ sdk: Sdk; shared: Client }> {
    const loading = (this.loaded ??= this.connect());
    loading.catch(() => (this.loaded = undefined));
    return loading;
  }

  private async connect(): Promise<{ sdk: Sdk; shared: Client }> {
    const sdk = await loadSdk();
    return { sdk, shared: new sdk.S3Client(this.settings) };
  }
}

async function loadSdk() {
  const [s3, { createPresignedPost }, { getSignedUrl }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/s3-presigned-post'),
    import('@aws-sdk/s3-request-presigner'),
  ]);
  const { S3Client, ListObjectsV2Command, GetObjectCommand, DeleteObjectCommand } = s3;
  return {
    S3Client,
    ListObjectsV2Command,
    GetObjectCommand,
    DeleteObjectCommand,
    createPresignedPost,
    getSignedUrl,
  };
}

/** `infra/lib/constructs/uploads.ts` says so to IAM: another prefix opens nothing. */
const prefixOf = ({ identityId }: OwnCredentials) => `private/${identityId}/`;

/** `UPLOAD/NAME`, where it came by one of our forms. */
const namesOf = (path: string) => ({ path, name: path.slice(path.indexOf('/') + 1) });

const revealed = ({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: OwnCredentials) => ({
  accessKeyId,
  secretAccessKey: secretAccessKey.reveal(),
  sessionToken: sessionToken.reveal(),
  expiration: new Date(expiresAt),
});

const within = () => ({ abortSignal: AbortSignal.timeout(TIMEOUT_MS) });

/** A key as `EncodingType: 'url'` writes it, where a plus is a blank. */
const decoded = (key: string) => new URLSearchParams(`key=${key}`).get('key') ?? '';
