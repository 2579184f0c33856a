import type { z } from 'zod';
import { CognitoError } from '../cognito-error.js';

/**
 * A request's body, checked.
 *
 * @throws {CognitoError} `SerializationException` when a value has the wrong type,
 * `InvalidParameterException` in the words of AWS when a value isn't allowed
 */
export function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  if (issues.some((issue) => issue.code === 'invalid_type' && issue.input !== undefined)) {
    throw new CognitoError('SerializationException', 'Unexpected type of a value.');
  }
  const details = issues.map(
    (issue) =>
      `Value at '${nameOf(issue.path)}' failed to satisfy constraint: Member must ${demandOf(issue)}`,
  );
  const count = `${details.length} validation error${details.length === 1 ? '' : 's'} detected`;
  throw new CognitoError('InvalidParameterException', `${count}: ${details.join('; ')}`);
}

/** `userAttributes.1.member.name` */
const nameOf = (path: PropertyKey[]): string =>
  path
    .map((part) =>
      typeof part === 'number'
        ? `${part + 1}.member`
        : String(part).replace(/^./u, (first) => first.toLowerCase()),
    )
    .join('.');

function demandOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'not be null';
    case 'too_big':
      return `have a length or value less than or equal to ${issue.maximum}`;
    case 'too_small':
      return `have a length or value greater than or equal to ${issue.minimum}`;
    case 'invalid_value':
      return `satisfy enum value set: [${issue.values.map(String).join(', ')}]`;
    default:
      return 'satisfy its regular expression pattern';
  }
}
