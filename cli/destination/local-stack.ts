import type { Environment, Place } from './place.js';

/**
 * The local stack's user pool. The secret is none: it opens nothing but the stand-in. A test
 * compares these with the stand-in's own settings.
 */
export const LOCAL_STACK = {
  port: '3001',
  pool: 'eu-central-1_localpool',
  client: 'localclient0123456789abcde',
  clientSecret: 'the-local-app-client-has-this-well-known-secret',
} as const;

export function placeOfLocalStack(environment: Environment): Place {
  const { port, ...place } = LOCAL_STACK;
  const chosen = environment['LOCAL_COGNITO_PORT'] || port; // as `npm start` reads it
  return { ...place, endpoint: `http://localhost:${chosen}` };
}
