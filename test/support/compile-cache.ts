import { fileURLToPath } from 'node:url';

/**
 * What Node is told so that it keeps what it has compiled: tests start the same program many times, and a third of
 * what each start costs is compiling. It lies in the build's folder, and so is made anew with each build.
 * https://nodejs.org/api/module.html#module-compile-cache
 */
export const compileCache = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../dist/.compile-cache', import.meta.url)),
};
