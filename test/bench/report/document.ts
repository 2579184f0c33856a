import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { markdown } from './markdown.js';
import type { Results } from './results.js';

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

/** What a run leaves behind, out of git: the results as they are, and the profile. */
export const LOCAL = path('.local/bench');
const DOCUMENT = path('docs/benchmarks.md');
const FIGURES = path('docs/benchmarks.json');
const BEGIN = '<!-- results: begin -->';
const END = '<!-- results: end -->';

/** Formatted as the documents here are, which aligns the tables. */
export const readable = (results: Results): Promise<string> =>
  format(markdown(results), { parser: 'markdown' });

/** Keeps every figure of a run. @returns the file */
export function keepFigures(results: Results): string {
  const file = `${LOCAL}/results.json`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  return file;
}

/** Puts the results between the marks in docs/benchmarks.md, and every figure beside it. */
export async function publish(results: Results): Promise<void> {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`${DOCUMENT} has no place for results`);
  const before = text.slice(0, begin + BEGIN.length);
  const after = text.slice(end);
  writeFileSync(
    DOCUMENT,
    await formatted(DOCUMENT, `${before}\n\n${markdown(results)}\n\n${after}`),
  );
  writeFileSync(FIGURES, await formatted(FIGURES, JSON.stringify(results)));
}

const formatted = async (filepath: string, text: string) =>
  format(text, { ...(await resolveConfig(filepath)), filepath });
