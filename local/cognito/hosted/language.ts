import { TRANSLATED, translations, type Sentence } from './translations.js';

/** The languages of managed login (AWS: "Managed login localization"). */
const TAGS = new Set('en de es fr id it ja ko pt-BR zh-CN zh-TW'.split(' '));

/** A sentence in the language of the visit; `{address}` in it is replaced. */
export type Say = (sentence: Sentence, address?: string) => string;

export interface Language {
  /** What was asked for, where managed login has it; else English. */
  tag: string;
  /** What the sentences are in: English too where nobody has translated them. */
  spoken: string;
  say: Say;
}

/** The language for a `lang` parameter. */
export function languageOf(lang = 'en'): Language {
  const tag = TAGS.has(lang) ? lang : 'en';
  const column = TRANSLATED.findIndex((translated) => translated === tag);
  return {
    tag,
    spoken: TRANSLATED[column] ?? 'en',
    say: (sentence, address = '') =>
      (translations[sentence][column] ?? sentence).replace('{address}', () => address),
  };
}
