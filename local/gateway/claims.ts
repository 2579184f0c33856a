import type { JWTPayload } from 'jose';

/**
 * Claims as an HTTP API hands them to a Lambda: all of them text. Lists become their members
 * between brackets, parted by spaces; claims that are null are left out.
 */
export const stringifyClaims = (claims: JWTPayload): Record<string, string> =>
  Object.fromEntries(
    Object.entries(claims)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, asText(value)]),
  );

function asText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asText).join(' ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, member]) => `${name}:${asText(member)}`);
    return `map[${members.join(' ')}]`;
  }
  return String(value);
}
