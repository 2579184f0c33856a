/** The bytes of a key are counted: "Naming Amazon S3 objects". */
const MAX_PATH_BYTES = 1024;

/** A file's path for addresses and forms, whatever is in it: a browser changes line ends, for example. */
export const fileIdOf = (path: string): string => Buffer.from(path).toString('base64url');

/** The path that an id stands for; `undefined` where it is none of ours. */
export function pathIn(id: string): string | undefined {
  const path = Buffer.from(id, 'base64url').toString();
  const isOurs = path !== '' && fileIdOf(path) === id && Buffer.byteLength(path) <= MAX_PATH_BYTES;
  return isOurs ? path : undefined;
}
