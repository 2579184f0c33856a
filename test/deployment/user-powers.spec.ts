import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** What Cognito lets anybody ask, or whoever has somebody's token: no IAM action allows it. */
const ASKED_BY_ANYBODY = [
  'AssociateSoftwareToken',
  'InitiateAuth',
  'RespondToAuthChallenge',
  'SetUserMFAPreference',
  'VerifySoftwareToken',
];

it('docs/users.md names each power that npm run user takes', () => {
  const page = readFileSync(join(ROOT, 'docs/users.md'), 'utf8');
  const source = globSync('cli/**/*.ts', { cwd: ROOT })
    .filter((path) => !path.endsWith('.spec.ts'))
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n');
  const asked = [...source.matchAll(/new (?<action>\w+)Command\(/gu)].map(
    ({ groups }) => groups?.['action'] ?? '',
  );
  expect(asked).toEqual(expect.arrayContaining(ASKED_BY_ANYBODY));
  expect(asked).toContain('AddUserPoolClientSecret');
  const unsaid = asked.filter(
    (action) =>
      !ASKED_BY_ANYBODY.includes(action) && !new RegExp(`\\b${action}\\b`, 'u').test(page),
  );
  expect(unsaid).toEqual([]);
});
