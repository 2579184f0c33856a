/**
 * What a front end's pages load, by the directive that lets them: a file with such an end counts. Who wants
 * more of the policy finds the rest of it in `http/answers/content-policy.ts`.
 */
const KINDS = {
  'script-src': /\.m?js$/i,
  'style-src': /\.css$/i,
  'font-src': /\.(?:woff2?|ttf|otf)$/i,
  'img-src': /\.(?:svg|png|jpe?g|gif|webp|avif|ico)$/i,
  'media-src': /\.(?:mp4|webm|mp3|m4a|ogg|wav)$/i,
  'manifest-src': /(?:\.webmanifest|^\/manifest\.json)$/i,
};

export type SourceDirective = keyof typeof KINDS;
export type PolicySources = Readonly<Record<SourceDirective, readonly string[]>>;

/**
 * Where scripts, styles and so on lie among these files, as paths for a Content-Security-Policy (CSP3
 * §2.3.1): a folder, which ends in a slash and means all below it, or a file that lies in no folder. Never all
 * of the origin, and no folder with the prefix of an API below it, since what an API answers is no part of a page.
 */
export function policySources(
  paths: readonly string[],
  prefixes: readonly string[],
): PolicySources {
  const of = (directive: SourceDirective) =>
    outermost(
      paths
        .filter((path) => KINDS[directive].test(path))
        .map((path) => escaped(placeOf(path, prefixes))),
    );
  return {
    'script-src': of('script-src'),
    'style-src': of('style-src'),
    'font-src': of('font-src'),
    'img-src': of('img-src'),
    'media-src': of('media-src'),
    'manifest-src': of('manifest-src'),
  };
}

function placeOf(path: string, prefixes: readonly string[]): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const holdsApi = prefixes.some((prefix) => prefix.startsWith(folder.toLowerCase()));
  return folder === '/' || holdsApi ? path : folder;
}

/** A name can end neither its source nor its directive: no `;`, `,` or blank is left as it is. */
const escaped = (place: string) => place.split('/').map(encodeURIComponent).join('/');

/** Once each, without what lies in one of the others. */
function outermost(sources: readonly string[]): string[] {
  const different = [...new Set(sources)].toSorted();
  return different.filter(
    (source) =>
      !different.some(
        (other) => other !== source && other.endsWith('/') && source.startsWith(other),
      ),
  );
}
