import type { Config } from '../../config/config.js';
import type { PolicySources, SourceDirective } from '../../config/policy-sources.js';

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
 * The Content-Security-Policy of a front end of one's own: our pages', and the places where its scripts,
 * styles, fonts and pictures lie. Here is the one place to widen it: by `data:` for pictures that a build
 * writes into its scripts, say, or by another origin to connect to.
 *
 * A form of such a page may be the one that signs out, so it has no `form-action` (see `pagePolicy`).
 */
export function frontEndPolicy({ publicUrl }: Config, sources: PolicySources): string {
  const assets = `${publicUrl}/assets/`;
  const from = (directive: SourceDirective, ...ours: string[]) => {
    const theirs = sources[directive].map((path) => publicUrl + path);
    const all = [...new Set([...ours, ...theirs])];
    return all.length > 0 ? [[directive, ...all].join(' ')] : [];
  };
  return [
    "default-src 'none'",
    ...from('script-src', assets),
    ...from('style-src', assets),
    ...from('img-src', assets),
    ...from('font-src'),
    ...from('media-src'),
    ...from('manifest-src'),
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join(';');
}

/**
 * The Content-Security-Policy of what an API answers, which is data: should a browser be led to show
 * it as a page, that page has an origin of its own and runs nothing (ASVS 5, 3.2.1).
 */
export const DATA_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";
