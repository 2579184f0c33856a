import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DOCUMENT = fileURLToPath(new URL('../../docs/local-cognito.md', import.meta.url));

/** What docs/local-cognito.md shows in this language under this heading, so that a test can run it. */
export function documented(heading: string, language: string): string[] {
  const [, section = ''] = readFileSync(DOCUMENT, 'utf8').split(`\n${heading}\n`);
  const [own = ''] = section.split(/^#{2,3} /mu);
  const blocks = [...own.matchAll(/^```(\w+)\n(.*?)^```$/gmsu)];
  const shown = blocks.flatMap(([, name, text]) => (name === language && text ? [text] : []));
  if (shown.length > 0) return shown;
  throw new Error(`The document shows no ${language} under ${heading}`);
}
