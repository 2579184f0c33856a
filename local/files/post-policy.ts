import { z } from 'zod';
import { accessDenied, S3Error } from './aws-error.js';
import type { Credentials, TemporaryCredentials } from './credentials.js';
import { demandKeysSignature, findSigner } from './signature.js';

// AWS: "Browser-Based Uploads Using POST (AWS Signature Version 4)", "Creating a POST Policy".
const condition = z.union([
  z.tuple([z.literal('content-length-range'), z.number(), z.number()]),
  z.tuple([z.enum(['eq', 'starts-with']), z.string().startsWith('$'), z.string()]),
  z.record(z.string(), z.string()),
]);
const policySchema = z.object({ expiration: z.iso.datetime(), conditions: z.array(condition) });
type Condition = z.infer<typeof condition>;

/** A form that came by POST: its fields by their names in small letters, and the file. */
export interface PostForm {
  readonly bucket: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly size: number;
}

/** What no policy has to speak of. */
const isExempt = (name: string) =>
  ['x-amz-signature', 'policy', 'bucket'].includes(name) || name.startsWith('x-ignore-');

/** Whose upload this is: who signed the policy, to which the form keeps. @throws {S3Error} */
export function uploaderOf(form: PostForm, known: TemporaryCredentials, now: number): Credentials {
  const field = (name: string) => form.fields.get(name) ?? '';
  if (field('policy') === '') throw accessDenied();
  const signer = findSigner(known, field('x-amz-credential'), field('x-amz-security-token'), now);
  demandKeysSignature(signer, field('policy'), field('x-amz-signature'));

  const { expiration, conditions } = policyOf(field('policy'));
  if (Date.parse(expiration) <= now) throw invalid('Policy expired.');
  for (const each of conditions) demand(each, form);
  const covered = new Set(conditions.flatMap(namesIn));
  const extra = [...form.fields.keys()].filter((name) => !covered.has(name) && !isExempt(name));
  if (extra.length > 0) throw invalid(`Extra input fields: ${extra.join(', ')}`);
  return signer.credentials;
}

function policyOf(text: string): z.infer<typeof policySchema> {
  try {
    return policySchema.parse(JSON.parse(Buffer.from(text, 'base64').toString()));
  } catch {
    throw new S3Error(400, 'InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.');
  }
}

function demand(rule: Condition, form: PostForm): void {
  const holds = (name: string, test: (value: string) => boolean) => {
    const value = name === 'bucket' ? form.bucket : (form.fields.get(name) ?? '');
    if (!test(value)) throw invalid(`Policy Condition failed: ${JSON.stringify(rule)}`);
  };
  if (!Array.isArray(rule)) {
    for (const [name, wanted] of Object.entries(rule)) {
      holds(name.toLowerCase(), (value) => value === wanted);
    }
  } else if (rule[0] === 'content-length-range') {
    demandSize(form.size, rule[1], rule[2]);
  } else {
    const [kind, name, wanted] = rule;
    holds(name.slice(1).toLowerCase(), (value) =>
      kind === 'eq' ? value === wanted : value.startsWith(wanted),
    );
  }
}

function demandSize(size: number, least: number, most: number): void {
  if (size > most) {
    throw new S3Error(
      400,
      'EntityTooLarge',
      'Your proposed upload exceeds the maximum allowed size',
      { ProposedSize: `${size}`, MaxSizeAllowed: `${most}` },
    );
  }
  if (size < least) {
    throw new S3Error(
      400,
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size',
      { ProposedSize: `${size}`, MinSizeAllowed: `${least}` },
    );
  }
}

const namesIn = (rule: Condition): string[] =>
  Array.isArray(rule)
    ? [String(rule[1]).slice(1).toLowerCase()]
    : Object.keys(rule).map((name) => name.toLowerCase());

const invalid = (what: string) => accessDenied(`Invalid according to Policy: ${what}`);
