import { readFileSync } from 'node:fs';

const page = readFileSync(new URL('../../docs/make-it-yours.md', import.meta.url), 'utf8');
const LANGUAGES = ['sh', 'ts', 'tsx', 'diff'] as const;
type Blocks = Record<(typeof LANGUAGES)[number], string>;

/** What stands below a heading of docs/make-it-yours.md. */
export function section(title: string): string {
  const [, rest = ''] = page.split(`\n## ${title}\n`);
  const [own = ''] = rest.split('\n## ');
  return own;
}

/** What of it stands in code, by its language: of each, all blocks together. */
export function task(title: string): Blocks {
  const blocks = (language: string) =>
    [...section(title).matchAll(new RegExp(`^( *)\`\`\`${language}\\n([^]*?)^\\1\`\`\`$`, 'gm'))]
      .map(([, indent = '', content = '']) =>
        content.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      )
      .join('');
  return { sh: blocks('sh'), ts: blocks('ts'), tsx: blocks('tsx'), diff: blocks('diff') };
}
