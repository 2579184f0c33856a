import { z } from 'zod';

/** `-c key=value` gives text; a file gives what JSON has. Both are read by these. */
const fromText = (read: (text: string) => unknown) => (value: unknown) =>
  typeof value === 'string' ? read(value.trim()) : value;

export const text = (pattern: RegExp, error: string) =>
  z.string({ error }).regex(pattern, { error });

export const flag = z.preprocess(
  fromText((value) => (value === 'true' ? true : value === 'false' ? false : value)),
  z.boolean({ error: 'must be true or false' }),
);

export const whole = (
  minimum: number,
  maximum: number,
  error = `must be a whole number from ${minimum} to ${maximum}`,
) =>
  z.preprocess(
    fromText((value) => (/^\d+$/u.test(value) ? Number(value) : value)),
    z.int({ error }).min(minimum, { error }).max(maximum, { error }),
  );

export const oneOf = <const Choice extends string>(...choices: [Choice, ...Choice[]]) =>
  z.enum(choices, { error: `must be ${choices.join(' or ')}` });

export const oneNumberOf = <const Choice extends number>(...choices: [Choice, ...Choice[]]) =>
  z.preprocess(
    fromText((value) => (/^\d+$/u.test(value) ? Number(value) : value)),
    z.literal(choices, { error: `must be one of ${choices.join(', ')}` }),
  );

/** In a file a list, in the context its members with commas between them. */
export const list = (member: z.ZodType<string>, error: string) =>
  z.preprocess(
    fromText((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ),
    z.array(member, { error }),
  );

const HOST = String.raw`(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}`;

export const domainName = text(
  new RegExp(`^${HOST}$`, 'u'),
  'must be a domain name in lower case, as in login.example.com',
);

export const region = text(
  /^[a-z]{2}(?:-[a-z]+)+-\d$/u,
  'must be the name of an AWS region, as in eu-central-1',
);

export const certificateArn = text(
  /^arn:aws[\w-]*:acm:[a-z\d-]+:\d{12}:certificate\/[\w-]+$/u,
  'must be the ARN of a certificate in ACM: arn:aws:acm:REGION:ACCOUNT:certificate/ID',
);

/** Whole: a policy that names a secret without its end lets nobody read it. */
export const secretArn = text(
  /^arn:aws[\w-]*:secretsmanager:[a-z\d-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z\d]{6}$/u,
  'must be the whole ARN of a secret in Secrets Manager, with the six characters at its end',
);

/** `*` and the like are no URL that Cognito takes; it compares whole URLs. */
function isWebUrl(value: string): boolean {
  const url = URL.parse(value);
  if (!url || url.hash !== '' || value.includes('*')) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocal(value));
}

const WEB_URL = 'must be https://… (http:// on localhost only), without a fragment or a wildcard';

export const webUrl = z.string({ error: WEB_URL }).refine(isWebUrl, { error: WEB_URL });

const REACHABLE =
  'must be https://… without a port, and not on this machine: it is called from AWS, at 443 alone';

/** Tasks get out at no other port, and what is on the machine of whoever deploys is nowhere for them. */
const isReachable = (value: string) => !isLocal(value) && URL.parse(value)?.port === '';

/** Of what AWS calls. */
export const reachableUrl = webUrl.refine(isReachable, { error: REACHABLE });

const ORIGIN = 'must be an origin without a path: https://HOST, or http://localhost:PORT';

/** As PUBLIC_URL of the product: an origin, https but for localhost. */
export const publicOrigin = z
  .string({ error: ORIGIN })
  .refine((value) => isWebUrl(value) && URL.parse(value)?.href === `${value}/`, { error: ORIGIN });

export const reachableOrigin = publicOrigin.refine(isReachable, { error: REACHABLE });

export const hostOf = (url: string): string => URL.parse(url)?.hostname ?? '';

/** Whether a browser reaches this only on the machine where it runs. */
export const isLocal = (url: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(hostOf(url));

/** Whether a hosted zone of this name can have a record for the host. */
export const isInZone = (host: string, zoneName: string): boolean =>
  `.${host}`.endsWith(`.${zoneName}`);
