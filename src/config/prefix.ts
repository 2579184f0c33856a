/** Whether a path is this prefix or lies below it, to the letter: `/apis` is not below `/api`. */
export const isAtOrBelow = (path: string, prefix: string): boolean =>
  path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/');
