/**
 * The caller's groups out of the JWT authorizer's claims.
 *
 * An HTTP API hands every claim to the Lambda as text, and a list as its members between brackets,
 * parted by spaces: `[admins users]`. Group names hold no spaces (Cognito: CreateGroup), so the
 * parts are whole names. They must be compared whole: `super-admins` contains `admins`.
 */
export function groupsOf(claims: Record<string, unknown>): string[] {
  const claim = claims['cognito:groups'];
  if (typeof claim !== 'string') return [];
  return claim
    .replace(/^\[(?<members>.*)\]$/u, '$<members>')
    .split(' ')
    .filter((group) => group !== '');
}
