import type { Request } from 'express';

/**
 * What runs in a page or changes how it looks, by its name in Fetch Metadata (Fetch §2.2.5,
 * "script-like", and what embeds or styles). Pictures, sound and fonts are data as good as any.
 */
const PAGE_PARTS = new Set([
  'audioworklet',
  'embed',
  'object',
  'paintworklet',
  'script',
  'serviceworker',
  'sharedworker',
  'speculationrules',
  'style',
  'worker',
  'xslt',
]);

/**
 * Whether a browser would make the answer a part of a page. What an API answers is data: were it also
 * taken for a script of this origin, who can put a file there could act as whoever opens it.
 */
export function isPagePart({ headers }: Request): boolean {
  const destination = headers['sec-fetch-dest'];
  if (destination === undefined || destination === 'empty') return false; // as nearly always
  return PAGE_PARTS.has(destination);
}
