/**
 * Where the product itself answers, or where nothing must: no further API can stand there, and a front end
 * has nothing there but files under `/assets`. By the first segment of a path; `routes.spec.ts` holds the
 * list to the routes that there are.
 */
export const OWN: readonly string[] = [
  'account',
  'admin',
  'api',
  'assets',
  'auth',
  'health',
  'hello',
  'metrics',
];
