import { OWN } from './own-paths.js';
import { type PolicySources, policySources } from './policy-sources.js';
import { isAtOrBelow } from './prefix.js';
import type { Variables } from './schema.js';
import type { Warning } from './warnings.js';
import type { WebFile } from './web-root.js';

/** More names than these make a warning no better. */
const MAX_NAMED = 5;

export interface FrontEndConfig {
  /** Those that somebody can get. */
  readonly files: readonly WebFile[];
  /** For the Content-Security-Policy of its pages. */
  readonly sources: PolicySources;
  readonly warnings: readonly Warning[];
}

/** What there is of a front end of one's own, where a folder is given. */
export function frontEndOf({ WEB_ROOT, APIS = [] }: Variables): FrontEndConfig | undefined {
  if (WEB_ROOT === undefined) return undefined;
  const prefixes = APIS.map(({ prefix }) => prefix);
  const isTaken = ({ path }: WebFile) =>
    isOurs(path) || prefixes.some((prefix) => isAtOrBelow(path.toLowerCase(), prefix));
  const taken = WEB_ROOT.files.filter(isTaken).map(({ path }) => path);
  const files = WEB_ROOT.files.filter((file) => !isTaken(file));
  return {
    files,
    sources: policySources(
      files.map(({ path }) => path),
      prefixes,
    ),
    warnings: [
      ...warning(
        'front_end_file_hidden',
        taken,
        'nobody gets, since the product answers there itself. Put it into another folder.',
      ),
      ...warning(
        'front_end_file_left_out',
        WEB_ROOT.left,
        'nobody gets: it is a link that leads out, no file, or has a name that no address can have.',
      ),
    ],
  };
}

/** Whether a file would lie where the product answers, in any case. `/assets` is for both. */
function isOurs(path: string): boolean {
  const first = path.split('/')[1]?.toLowerCase() ?? '';
  return first !== 'assets' && OWN.includes(first);
}

function warning(code: string, paths: readonly string[], words: string): Warning[] {
  const [first, ...others] = paths.slice(0, MAX_NAMED);
  if (first === undefined) return [];
  const more = paths.length > MAX_NAMED ? ` and ${paths.length - MAX_NAMED} more` : '';
  return [
    { code, message: `WEB_ROOT holds ${[first, ...others].join(', ')}${more}, which ${words}` },
  ];
}
