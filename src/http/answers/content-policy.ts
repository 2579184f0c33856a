import type { Config } from '../../config/config.js';

/**
 * The Content-Security-Policy of our own pages (ASVS 5, 3.4.3): nothing but their scripts, styles and
 * pictures. These are named by path, since 'self' would be all of this origin, and what an API answers lies
 * there too.
 *
 * `formsLeave`: a form of this page ends on another origin. Chromium holds `form-action` against each
 * redirect that follows, and through which origins a provider sends people is for it to decide; so
 * such a page can have none. docs/decisions/0013-form-action-by-page.md
 *
 * `sendsFiles`: a form or a script of this page sends files to the bucket.
 */
export function pagePolicy(
  { publicUrl, files }: Config,
  { formsLeave = false, sendsFiles = false } = {},
): string {
  const assets = `${publicUrl}/assets/`;
  const bucket = sendsFiles && files ? ` ${files.bucketOrigin}` : '';
  return [
    "default-src 'none'",
    `script-src ${assets}`,
    `style-src ${assets}`,
    `img-src ${assets}`,
    `connect-src 'self'${bucket}`,
    ...(formsLeave ? [] : [`form-action 'self'${bucket}`]),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join(';');
}

/**
 * The Content-Security-Policy of what an API answers, which is data: should a browser be led to show
 * it as a page, that page has an origin of its own and runs nothing (ASVS 5, 3.2.1).
 */
export const DATA_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";
