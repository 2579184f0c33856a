import { cleaned } from '../../telemetry/cleaned.js';

const MEBIBYTE = 1024 * 1024;
export const MAX_FILE_BYTES = 25 * MEBIBYTE;
/** How many files a person may have. */
export const MAX_FILES = 100;
const MAX_NAME_LENGTH = 200;

/** What is taken, by the endings of names: documents, tables, slides, pictures, and archives of them. */
export const ENDINGS: readonly string[] = [
  'pdf txt md csv rtf odt ods odp docx xlsx pptx', // nothing with macros
  'png jpg jpeg gif webp heic',
  'zip',
].flatMap((row) => row.split(' '));

/** A file's name as it is kept and shown: one line, of a length that can be read, without folders. */
export const nameOfFile = (name: string): string =>
  cleaned(name.replace(/^.*[/\\]/su, ''), MAX_NAME_LENGTH) ?? 'Without a name';

/**
 * Whether a file of this name is taken. A name says nothing of what is in the file, of which a browser
 * makes nothing anyway: what is kept here is saved, and never opened as a page.
 */
export const isTaken = (name: string): boolean =>
  ENDINGS.includes(/[^.]\.([a-z\d]{1,5})$/iu.exec(nameOfFile(name))?.[1]?.toLowerCase() ?? '');

/** Why this file isn't taken, and what to do about it. `count`: how many there are. */
export function uploadProblem(
  { name, size }: { readonly name: string; readonly size: number },
  count: number,
): string | undefined {
  if (count >= MAX_FILES) {
    return `You have ${count} files, and no more than ${MAX_FILES} are kept. Delete one first.`;
  }
  if (!isTaken(name)) {
    return `This type of file isn’t taken. Take one whose name ends in ${ENDINGS.join(', ')}.`;
  }
  if (size === 0) return 'This file is empty. Choose another one.';
  if (size > MAX_FILE_BYTES) {
    return `This file is too large. Up to ${MAX_FILE_BYTES / MEBIBYTE} MB are taken: make it smaller, or split it.`;
  }
  return undefined;
}
