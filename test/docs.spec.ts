import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const documents = globSync('**/*.md', {
  cwd: ROOT,
  exclude: (path) => /(^|\/)(node_modules|dist|cdk\.out|coverage|\.[^/]+)$/.test(path),
});
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');
/** Also where it belongs to an item of a list. */
const CODE = /^( *)(```|~~~)[^]*?^\1\2/gm;
const withoutCode = (text: string) => text.replaceAll(CODE, '').replaceAll(/`[^`\n]*`/g, '');

/** `[text](target)`, `![alt](target)`, `[label]: target` and the HTML ones. */
const LINK = /\]\(<?([^)\s>]+)|^\[[^\]]+\]:\s*(\S+)|\b(?:href|src|srcset)="([^"\s]+)"/gm;
const linksOf = (file: string) =>
  [...withoutCode(textOf(file)).matchAll(LINK)]
    .map(([, inline, reference, html]) => inline ?? reference ?? html ?? '')
    .filter((target) => !/^[a-z][a-z\d+.-]*:/i.test(target));

/** The ids that GitHub gives to headings. */
function anchorsOf(file: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = textOf(file)
    .replaceAll(CODE, '')
    .matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm);
  const anchors = [...headings].map(([, heading = '']) => {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = text.replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
  return new Set(anchors);
}

/** Why a link leads nowhere, if it does. */
function complaint(document: string, target: string): string | undefined {
  const [path = '', anchor] = target.split('#');
  const file = path.startsWith('/') ? path.slice(1) : join(dirname(document), path);
  const goal = path === '' ? document : decodeURIComponent(file);
  if (!existsSync(join(ROOT, goal))) return `${target}: there is no ${goal}`;
  if (anchor === undefined || !statSync(join(ROOT, goal)).isFile()) return undefined;
  if (goal.endsWith('.md')) {
    return anchorsOf(goal).has(anchor) ? undefined : `${target}: there is no such heading`;
  }
  const [, line] = /^L(\d+)/.exec(anchor) ?? [];
  const lines = textOf(goal).split('\n').length;
  return Number(line) <= lines ? undefined : `${target}: there is no such line`;
}

const { scripts }: { scripts: Record<string, string> } = JSON.parse(textOf('package.json'));
const commandsOf = (file: string) =>
  [...textOf(file).matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
    ([, script, short]) => script ?? short ?? '',
  );

describe('the documents', () => {
  it.each(documents)('%s: every link leads somewhere', (document) => {
    const complaints = linksOf(document).map((target) => complaint(document, target));
    expect(complaints.filter((said) => said !== undefined)).toEqual([]);
  });

  it.each(documents)('%s: every npm command exists', (document) => {
    expect(commandsOf(document).filter((name) => !(name in scripts))).toEqual([]);
  });
});
