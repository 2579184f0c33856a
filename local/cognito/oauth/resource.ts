/**
 * Whether a text names a resource that tokens can be bound to: an absolute URI without fragment (RFC
 * 8707 §2), under the rule that Cognito has for callback URLs, too: `https`, `http` for localhost
 * alone, or a scheme of one's own.
 */
export function isResource(text: string): boolean {
  if (/[\s#]/u.test(text) || !/^[a-z][a-z\d+.-]*:\/\//iu.test(text)) return false;
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol !== 'http:' || hostname === 'localhost';
}
