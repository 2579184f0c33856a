import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { S3Error } from './aws-error.js';
import type { Credentials, TemporaryCredentials } from './credentials.js';

// AWS: "Authenticating Requests (AWS Signature Version 4)" of Amazon S3.
const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_SKEW_MS = 900_000;

/** A request, as far as it is signed. */
export interface SignedRequest {
  readonly method: string;
  /** As it came, still escaped. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What names the key that signed: `ID/DATE/REGION/s3/aws4_request`. */
interface Scope {
  readonly credentials: Credentials;
  readonly scope: readonly [date: string, region: string];
}

/** Whose request this is, by the signature in its header or, presigned, in its query. @throws {S3Error} */
export function callerOf(
  request: SignedRequest,
  known: TemporaryCredentials,
  now: number,
): Credentials {
  if (request.query.has('X-Amz-Signature')) return callerByQuery(request, known, now);
  const header =
    /^AWS4-HMAC-SHA256 Credential=(\S+), ?SignedHeaders=(\S+), ?Signature=(\w+)$/u.exec(
      headerOf(request, 'authorization'),
    );
  if (!header) throw new S3Error(403, 'AccessDenied', 'Access Denied');
  const [, credential = '', signedHeaders = '', signature = ''] = header;
  const signer = findSigner(known, credential, headerOf(request, 'x-amz-security-token'), now);
  const date = headerOf(request, 'x-amz-date');
  if (Math.abs(timeOf(date) - now) > MAX_SKEW_MS) {
    throw new S3Error(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    );
  }
  const payload = headerOf(request, 'x-amz-content-sha256');
  demandSignature(signer, date, canonical(request, signedHeaders, payload), signature);
  return signer.credentials;
}

function callerByQuery(
  request: SignedRequest,
  known: TemporaryCredentials,
  now: number,
): Credentials {
  const parameter = (name: string) => request.query.get(`X-Amz-${name}`) ?? '';
  const signer = findSigner(known, parameter('Credential'), parameter('Security-Token'), now);
  const date = parameter('Date');
  if (!(now <= timeOf(date) + Number(parameter('Expires')) * 1000)) {
    throw new S3Error(403, 'AccessDenied', 'Request has expired');
  }
  const text = canonical(request, parameter('SignedHeaders'), 'UNSIGNED-PAYLOAD');
  demandSignature(signer, date, text, parameter('Signature'));
  return signer.credentials;
}

/** @throws {S3Error} */
export function findSigner(
  known: TemporaryCredentials,
  credential: string,
  sessionToken: string,
  now: number,
): Scope {
  const [accessKeyId = '', date = '', region = ''] = credential.split('/');
  const credentials = known.find(accessKeyId);
  if (!credentials) {
    throw new S3Error(
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
    );
  }
  if (!isSame(sessionToken, credentials.sessionToken)) {
    throw new S3Error(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.');
  }
  if (credentials.expiresAt <= now) {
    throw new S3Error(400, 'ExpiredToken', 'The provided token has expired.');
  }
  return { credentials, scope: [date, region] };
}

/** @throws {S3Error} where this isn't the key's signature of that text */
export function demandKeysSignature(signer: Scope, text: string, signature: string): void {
  if (isSame(signature, hmac(keyOf(signer), text).toString('hex'))) return;
  throw new S3Error(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  );
}

function demandSignature(signer: Scope, date: string, text: string, signature: string): void {
  const scope = `${signer.scope.join('/')}/s3/aws4_request`;
  demandKeysSignature(signer, [ALGORITHM, date, scope, sha256(text)].join('\n'), signature);
}

function canonical(request: SignedRequest, signedHeaders: string, payload: string): string {
  const { method, path, query } = request;
  const names = signedHeaders.split(';');
  return [
    method,
    path.split('/').map(decodeURIComponent).map(escaped).join('/'),
    [...query]
      .filter(([name]) => name !== 'X-Amz-Signature')
      .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
      .toSorted()
      .join('&'),
    ...names.map((name) => `${name}:${headerOf(request, name).trim()}`),
    '',
    signedHeaders,
    payload,
  ].join('\n');
}

function keyOf({ credentials, scope: [date, region] }: Scope): Buffer {
  const parts = [date, region, 's3', 'aws4_request'];
  return parts.reduce<Buffer>(hmac, Buffer.from(`AWS4${credentials.secretAccessKey}`));
}

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const headerOf = ({ headers }: SignedRequest, name: string) => [headers[name]].flat().join(',');

/** `20261126T120000Z`, in ms since the epoch. */
const timeOf = (date: string) =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\d)Z$/u, '$1-$2-$3:$4:$5Z'));

/** RFC 3986, with more escaped than JavaScript does by itself. */
const escaped = (text: string) =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function isSame(one: string, other: string) {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
