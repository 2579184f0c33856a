import type { IncomingMessage } from 'node:http';
import { RequestFailed } from '../http/failures/failure.js';

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
 * What an API answers is data. Were it also taken for a script of this origin, who can put a file
 * there could act as whoever opens it.
 *
 * @throws RequestFailed `not_a_page_part`
 */
export function refusePageParts({ headers }: IncomingMessage): void {
  const destination = headers['sec-fetch-dest'];
  if (destination === undefined || destination === 'empty') return; // as nearly always
  if (PAGE_PARTS.has(destination)) throw new RequestFailed('not_a_page_part');
}
