/**
 * RFC 5321 §4.1.2, only the plain form. Quotes, comments, routes and anything but ASCII have two readings, and
 * a mail server may take the other one than we do.
 */
const PLAIN_ADDRESS =
  /^[\w#$&'*+/=?^`{|}~-]+(?:\.[\w#$&'*+/=?^`{|}~-]+)*@(?<domain>[A-Za-z\d.-]+)$/;

/** What Cognito takes for an address is for Cognito to say; this is none. */
const HAS_TWO_PARTS = /^[^@\s]+@[^@\s]+$/;

/**
 * Whether people may have their address there: the rule of the trigger (`infra/lambda/pre-sign-up.ts`), which
 * Cognito runs for new accounts alone. Domains are in lower case and compared whole; none allows every address.
 */
export function isAllowedAddress(email: string, domains: readonly string[]): boolean {
  if (domains.length === 0) return true;
  const domain = PLAIN_ADDRESS.exec(email)?.groups?.['domain'];
  return domain !== undefined && domains.includes(domain.toLowerCase());
}

/** What is wrong with the address that somebody wants to change to, as far as it can be told without Cognito. */
export function problemOfAddress(
  email: string,
  { current, domains }: { current: string | undefined; domains: readonly string[] },
): string | undefined {
  if (email === '') return 'Enter your new e-mail address';
  if (!HAS_TWO_PARTS.test(email)) return 'Enter an e-mail address, such as name@example.com';
  if (email.toLowerCase() === current?.toLowerCase()) {
    return 'This is your e-mail address already. Enter the new one';
  }
  if (isAllowedAddress(email, domains)) return undefined;
  return `Enter an address in ${inWords(domains)}: others aren’t allowed here`;
}

const inWords = (domains: readonly string[]) =>
  new Intl.ListFormat('en', { type: 'disjunction' }).format(domains);
