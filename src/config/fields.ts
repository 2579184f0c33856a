import { z } from 'zod';
import { Secret } from './secret.js';

const LOCALHOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);
const MIN_SECRET_LENGTH = 32;

/** Line breaks, tabs, zero-width spaces: they come along by copying, and nobody sees them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const IN_QUOTES = /^(?:"[^]*"|'[^]*'|[“”„‘’][^]*[“”‘’])$/u;

/** What every field begins with: no value that was garbled on its way here is read any further. */
export const text = z
  .string({ error: 'is required' })
  .refine((value) => !INVISIBLE.test(value), {
    error: "must not hold a line break or another character that can't be seen",
    abort: true,
  })
  .refine((value) => !IN_QUOTES.test(value), {
    error:
      "must not be in quotes: they are part of the value wherever nothing takes them off, as in docker's --env-file",
    abort: true,
  });

export function oneOf<T extends string>(...values: [T, T, ...T[]]) {
  const list = `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
  return text.pipe(z.enum(values, { error: `must be ${list}` }));
}

export const flag = oneOf('true', 'false').transform((value) => value === 'true');

export function wholeNumber(minimum: number, maximum: number) {
  const error = `must be a whole number from ${minimum} to ${maximum}`;
  return text
    .regex(/^\d{1,10}$/, { error })
    .transform(Number)
    .pipe(z.number().min(minimum, { error }).max(maximum, { error }));
}

/** A part of all: 0 is none, 1 is each. */
export const share = text
  .regex(/^(?:0|1|0?\.\d{1,6}|1\.0+)$/, { error: 'must be a number from 0 to 1, such as 0.1' })
  .transform(Number);

/** Parses a URL; `problem` says what is wrong with one that parses. One step, so that one message comes of it. */
const webUrl = <T>(problem: (value: URL) => string | false, read: (value: URL) => T) =>
  text.transform((written, context) => {
    const value = URL.parse(written);
    const wrong =
      !value || !['https:', 'http:'].includes(value.protocol)
        ? 'must be a URL that starts with https:// or http://'
        : problem(value);
    if (value && !wrong) return read(value);
    context.addIssue(wrong || 'must be a URL');
    return z.NEVER;
  });

export const httpUrl = webUrl(
  ({ username, password, search, hash }) =>
    ((username || password) && 'must not hold a user name or password') ||
    ((search || hash) && 'must not hold a query or a fragment') ||
    false,
  // One form everywhere: no slash at the end, so that paths are appended and issuers compared as they are.
  ({ href }) => href.replace(/\/+$/, ''),
);

/** Cognito's original form, which names the region twice. A replica has the newer one, with another host. */
const ORIGINAL_ISSUER =
  /^https:\/\/cognito-idp\.(?<host>[a-z\d-]+)\.amazonaws\.com(?:\.cn)?\/(?<pool>[a-z\d-]+)_/;

/** An issuer is where discovery begins, and not where that leads to. */
export const issuerUrl = httpUrl
  .refine((value) => !/\/\.well-known(?:\/|$)/u.test(value), {
    error: 'must be the issuer itself, without /.well-known and what follows',
  })
  .refine(
    (value) => {
      const { host, pool } = ORIGINAL_ISSUER.exec(value)?.groups ?? {};
      return host === pool;
    },
    { error: 'must name one region: its host names another than the id of the pool' },
  );

/** An AWS region, as in eu-central-1 or us-gov-west-1. */
export const region = text.regex(/^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}$/, {
  error: 'must be a region of AWS, as in eu-central-1',
});

/** AWS, PutMetricData: what a namespace may be called. AWS's own begin so. */
export const cloudWatchNamespace = text.regex(/^(?!AWS\/)[\w./#-][\w./#: -]{0,254}$/, {
  error: 'must be a namespace of CloudWatch that is not AWS’s own, as in acme/prod',
});

/** An identity pool, which names its region: eu-central-1:12345678-90ab-cdef-1234-567890abcdef. */
export const identityPoolId = text.regex(
  /^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/,
  { error: 'must be the id of an identity pool: REGION:UUID' },
);

/** Without dots: the bucket then has an origin of its own, which a page's policy can name. */
export const bucketName = text.regex(/^[a-z\d][a-z\d-]{1,61}[a-z\d]$/, {
  error: 'must be the name of a bucket, without dots: small letters, digits and hyphens',
});

/** A pool's id begins with its region, whichever form its issuer has. */
export const regionOfIssuer = (issuer: string): string | undefined =>
  /\/([a-z]{2}(?:-[a-z]+){1,3}-\d{1,2})_\w+$/.exec(issuer)?.[1];

/** What a browser takes for the name of one host: others mean more in a Content-Security-Policy. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])$/u;

export const publicUrl = webUrl(
  (value) => {
    if (value.href !== `${value.origin}/`) {
      return 'must be an origin: scheme, host and port, without a path';
    }
    if (!HOST.test(value.hostname)) return 'must name one host, as browsers show it';
    const plain = value.protocol === 'http:' && !LOCALHOSTS.has(value.hostname);
    return plain && 'must be https (plain http is for localhost only)';
  },
  (value) => value,
);

/** What a server can listen on. */
export const networkInterface = text.regex(/^[\w.:%-]+$/, {
  error: 'must be an address or a host name, as in 127.0.0.1 or :: (no scheme, port or brackets)',
});

export const secret = text.transform((value) => new Secret(value));

export const sessionSecrets = text
  .transform((value) => value.split(',').map((part) => part.trim()))
  .refine(
    (parts) => parts.every((part) => part.length >= MIN_SECRET_LENGTH),
    `must be one or more secrets of at least ${MIN_SECRET_LENGTH} characters, separated by commas`,
  )
  .refine((parts) => new Set(parts).size === parts.length, 'must not name the same secret twice')
  .transform((parts) => parts.map((part) => new Secret(part)));

export const scopes = text
  .transform((value) => value.split(/\s+/))
  .refine((names) => names.includes('openid'), 'must include openid');

/** Comma-separated. Domains are compared in lower case and whole, so none is a pattern. */
export const emailDomains = text
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim().toLowerCase())
      .filter((part) => part !== ''),
  )
  .refine((domains) => domains.every((domain) => /^[a-z\d-]+(?:\.[a-z\d-]+)*$/.test(domain)), {
    error: 'must be domains, separated by commas, as in example.com, example.org (no @, no *)',
  });

/** RFC 8707 §2: no fragment. Cognito's resource servers have no blanks in their identifiers. */
export const resource = text.regex(/^[!"$-~]{1,256}$/, {
  error: 'must be the identifier of a resource server: no blanks, no #, at most 256 characters',
});
