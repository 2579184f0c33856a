import type { PreSignUpTriggerEvent } from 'aws-lambda';

/**
 * RFC 5321 §4.1.2, only the plain form: one @, before it letters, digits and what else needs no quotes.
 * Quotes, comments, routes (`%`, `!`) and anything but ASCII have two readings, and a mail server may
 * take the other one than we do. For example, `K` (U+212A) in lower case is the letter k.
 */
const PLAIN_ADDRESS =
  /^[\w#$&'*+/=?^`{|}~-]+(?:\.[\w#$&'*+/=?^`{|}~-]+)*@(?<domain>[A-Za-z\d.-]+)$/;

/** Comma-separated; empty lets every domain in. */
const allowedDomains = (): string[] =>
  // oxlint-disable-next-line node/no-process-env -- a Lambda is configured by its environment
  (process.env.ALLOWED_EMAIL_DOMAINS ?? '')
    .split(',')
    .map((domain) => domain.trim().toLowerCase())
    .filter((domain) => domain !== '');

/**
 * PreSignUp: refuses an e-mail address outside the allowed domains, whoever creates the account.
 * Domains are compared whole: neither `sub.example.com` nor `notexample.com` is `example.com`.
 */
export async function handler(event: PreSignUpTriggerEvent): Promise<PreSignUpTriggerEvent> {
  const domains = allowedDomains();
  const email = event.request.userAttributes['email'] ?? '';
  const domain = PLAIN_ADDRESS.exec(email)?.groups?.['domain']?.toLowerCase() ?? '';
  if (domains.length > 0 && !domains.includes(domain)) {
    // Cognito shows this to the person, after "PreSignUp failed with error".
    throw new Error('Sign-up is not open to this e-mail domain.');
  }
  return event;
}
