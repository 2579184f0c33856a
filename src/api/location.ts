/**
 * Gives what becomes of a `Location` that the API answers with, for the request with this path below
 * its URL. One under that URL, however it is written, comes back under `prefix`, where the browser can
 * follow it; any other, and what is no URL, stays as it is.
 */
export function locationsUnder(
  apiUrl: string,
  prefix: string,
): (location: string, path: string) => string {
  const { origin, pathname } = new URL(apiUrl);
  const base = pathname.replace(/\/$/, '');

  return (location, path) => {
    // RFC 9110 §10.2.2: relative to the URL that was asked for
    const target = URL.parse(bytesEscaped(location), origin + base + path);
    if (!target || target.origin !== origin || target.username || target.password) return location;
    const within = target.pathname === base || target.pathname.startsWith(`${base}/`);
    if (!within) return location;
    return prefix + target.href.slice(origin.length + base.length);
  };
}

/** Bytes beyond ASCII as escapes, in whichever encoding they are: a URL would take them for Latin-1. */
const bytesEscaped = (text: string) =>
  text.replaceAll(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
