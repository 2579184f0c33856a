/** What a build names by its content. A page, a manifest or a text keeps its name, and changes under it. */
const KIND =
  /\.(?:m?js|css|map|wasm|woff2?|ttf|otf|svg|png|jpe?g|gif|webp|avif|ico|mp4|webm|mp3|m4a|ogg|wav)$/;

/** `index-Dk3jX_2a.js`: Vite's and Rollup's is 8 characters, and may hold a hyphen itself. */
const LAST_EIGHT = /[-.]([\w-]{8})$/;
/** `main.0a1b2c3d.js`, `787.0a1b2c3d.chunk.js`, `chunk-PCJ4UGKM.js`. */
const PARTS = /[-.]/;
const HEXADECIMAL = /^(?=\d*[a-f])(?=[a-f]*\d)[\da-f]{6,}$/;
const MIN_LENGTH = 8;

/** Words, numbers, and sizes: `darkMode`, `2026`, `polyfills-es2015`, `512x512`. */
const READABLE = /^(?:\d+|(?:[a-z]+|[A-Z]+|[A-Z]?[a-z]+(?:[A-Z][a-z]{2,})+)\d*|\d+x\d+)?$/;

/**
 * Whether a file has a digest of its content in its name, as builds give them, so that browsers may keep it
 * for ever. A name in doubt has none: such a file is asked for again, and where it hasn't changed it isn't sent.
 */
export function isHashed(path: string): boolean {
  const file = path.slice(path.lastIndexOf('/') + 1);
  if (!KIND.test(file)) return false;
  const name = file.replace(/(?:\.\w+)?\.map$/, '').replace(KIND, '');
  const [, lastEight = ''] = LAST_EIGHT.exec(name) ?? [];
  const [, ...parts] = name.split(PARTS);
  return [lastEight, ...parts].some(isDigest);
}

function isDigest(part: string): boolean {
  if (HEXADECIMAL.test(part)) return true;
  return part.length >= MIN_LENGTH && !part.split(/[-_]/).every((word) => READABLE.test(word));
}
