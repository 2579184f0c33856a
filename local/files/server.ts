import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, type Listening } from '../listen.js';
import { S3Error, xmlOf } from './aws-error.js';
import { type BucketAnswer, LocalBucket } from './bucket.js';
import { corsHeaders, preflight } from './cors.js';
import { TemporaryCredentials } from './credentials.js';
import { IdentityPool, IdentityPoolError } from './identity-pool.js';
import { Objects } from './objects.js';

/** Of a form: what one may upload, and what stands around it. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

export interface LocalFilesOptions {
  /** 0 takes a free port. */
  port: number;
  host?: string;
  /** The user pool, and the app client that its people sign in by. */
  issuer: string;
  clientId: string;
  /** The origin whose pages may upload by scripts. */
  pageOrigin: string;
  /** Where files are kept. Without it they end with the process. */
  folder?: string;
  /** The base URL, where it isn't `http://localhost:PORT`. */
  url?: string;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Gets what went wrong in here. */
  log?: (line: string) => void;
}

export interface LocalFiles extends Listening {
  /** COGNITO_IDENTITY_ENDPOINT and S3_ENDPOINT */
  url: string;
  /** IDENTITY_POOL_ID */
  identityPoolId: string;
  /** UPLOADS_BUCKET */
  bucket: string;
}

/** As they would be in the region of the local pool. */
const LOCAL_IDENTITY_POOL = 'eu-central-1:00000000-0000-4000-8000-000000000000';
const LOCAL_BUCKET = 'local-uploads';

/** A stand-in for an identity pool and a bucket of S3, at one address: the former has `POST /` alone. */
export async function startLocalFiles({
  port,
  host = '127.0.0.1',
  issuer,
  clientId,
  pageOrigin,
  folder,
  url,
  now = Date.now,
  log = (line) => process.stderr.write(`${line}\n`),
}: LocalFilesOptions): Promise<LocalFiles> {
  const credentials = new TemporaryCredentials(now);
  const pool = new IdentityPool({ id: LOCAL_IDENTITY_POOL, issuer, clientId, now }, credentials);
  const objects = new Objects(folder, now);
  const bucket = new LocalBucket(LOCAL_BUCKET, objects, credentials, now);

  const answer = async (request: IncomingMessage): Promise<BucketAnswer> => {
    const { method = 'GET', headers, url: target = '/' } = request;
    if (method === 'OPTIONS') return preflight(request, pageOrigin);
    const body = await readBody(request);
    const [path = '/', query = ''] = target.split('?');
    if (method === 'POST' && path === '/') {
      return identityPoolAnswer(pool, String(headers['x-amz-target']), body);
    }
    return bucket.answer({ method, path, query: new URLSearchParams(query), headers, body });
  };

  const server = await listen(
    (request, response) => {
      const requestId = randomBytes(8).toString('hex').toUpperCase();
      const send = ({ status, headers, body }: BucketAnswer) => {
        const own = { 'x-amz-request-id': requestId, ...corsHeaders(request, pageOrigin) };
        response.writeHead(status, { ...headers, ...own }).end(body);
      };
      answer(request).then(send, (error: unknown) => {
        fail(error, requestId, send, response, log);
      });
    },
    { port, host },
  );
  return {
    ...server,
    url: url ?? `http://localhost:${server.port}`,
    identityPoolId: LOCAL_IDENTITY_POOL,
    bucket: LOCAL_BUCKET,
  };
}

async function identityPoolAnswer(
  pool: IdentityPool,
  target: string,
  body: Buffer,
): Promise<BucketAnswer> {
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  try {
    const [service, operation = ''] = target.split('.');
    const isKnown = service === 'AWSCognitoIdentityService';
    const answered = await pool.call(isKnown ? operation : '', parseJson(body));
    return { status: 200, headers, body: JSON.stringify(answered) };
  } catch (error) {
    if (!(error instanceof IdentityPoolError)) throw error;
    const { code, message } = error;
    return { status: 400, headers, body: JSON.stringify({ __type: code, message }) };
  }
}

function fail(
  error: unknown,
  requestId: string,
  send: (answer: BucketAnswer) => void,
  response: ServerResponse,
  log: (line: string) => void,
): void {
  if (response.headersSent || response.destroyed) return;
  const known =
    error instanceof S3Error
      ? error
      : new S3Error(500, 'InternalError', 'We encountered an internal error. Please try again.');
  if (known !== error) log(error instanceof Error ? (error.stack ?? '') : String(error));
  const headers = { 'content-type': 'application/xml' };
  send({ status: known.status, headers, body: xmlOf(known, requestId) });
}

/** All of it, so that who sends too much hears of it, up to a limit. @throws {S3Error} */
async function readBody(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  const incoming: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size <= MAX_BODY_BYTES) return Buffer.concat(chunks);
  throw new S3Error(
    400,
    'EntityTooLarge',
    'Your proposed upload exceeds the maximum allowed size',
    { ProposedSize: `${size}`, MaxSizeAllowed: `${MAX_BODY_BYTES}` },
  );
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new IdentityPoolError('SerializationException', 'The body is not JSON.');
  }
}
