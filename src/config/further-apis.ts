import { z } from 'zod';
import { httpUrl, text } from './fields.js';
import { OWN } from './own-paths.js';
import { isAtOrBelow } from './prefix.js';

const TOKENS = ['access', 'id', 'none'] as const;

const row = z.strictObject(
  {
    prefix: z
      .string({ error: 'must be a path, as in /reports' })
      .regex(/^(?:\/[a-z\d][a-z\d._-]*)+$/, {
        error: 'must be a path of small letters, digits, dots and hyphens, as in /reports',
      })
      .refine((prefix) => !OWN.includes(prefix.split('/')[1] ?? ''), {
        error: `must not be one of the product's own: /${OWN.join(', /')}`,
      }),
    url: httpUrl,
    token: z.enum(TOKENS, { error: `must be ${TOKENS.join(', ')}` }).default('access'),
    groups: z
      .array(z.string().regex(/^\S+$/), { error: 'must be a list of names of groups' })
      .min(1, { error: 'must name a group; leave it out where everyone may call' })
      .optional(),
  },
  {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? 'may hold prefix, url, token and groups' : 'must be an object',
  },
);

/** `[{"prefix": "/reports", "url": "https://…", "token": "access", "groups": ["staff"]}]`, and no prefix within another. */
export const furtherApis = text
  .transform((written, context): unknown => {
    try {
      return JSON.parse(written);
    } catch {
      context.addIssue('must be JSON: a list of objects with prefix and url');
      return z.NEVER;
    }
  })
  .pipe(z.array(row, { error: 'must be a list of objects with prefix and url' }))
  .refine(
    (rows) =>
      rows.every(({ prefix }, at) =>
        rows.every((other, index) => index === at || !isAtOrBelow(prefix, other.prefix)),
      ),
    { error: 'must not have a prefix twice, or one within another' },
  );
