import type { Running } from '../children.js';
import type { Launch } from './contestant.js';

/**
 * Starts one of `servers/` or `peers/` on Node. Node itself strips the types, so what runs is what is written there;
 * they import nothing of ours but types.
 */
export const startServer = (
  file: URL,
  { children, settings, core, nodeOptions = [] }: Launch,
): Running =>
  children.spawn(process.execPath, [...nodeOptions, file.pathname, JSON.stringify(settings)], {
    core,
    environment: { NODE_ENV: 'production' },
  });
