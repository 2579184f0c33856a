// `npm run rename -- "Acme Portal" [acme-portal]`: gives the product another name, everywhere people read it. Names
// that something stored or measured goes by stay: each of them says so where it stands.
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const [name = '', slug = slugOf(name)] = process.argv.slice(2);

const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,&’+-]{0,59}$/u;
const SLUG = /^[a-z][a-z\d-]{0,39}$/;
if (!NAME.test(name)) refuse('Say the name: letters, digits, blanks and . , & ’ + - in quotes.');
if (!SLUG.test(slug)) refuse('Say a second name, for files: a small letter, then a-z, 0-9 and -.');

/** What stands before the name and what after it, each as often as it stands there. */
const places = [
  ['views/brand.ts', /(^ {2}name: ').*(?=',$)/m, name],
  ['README.md', /(^# ).+$/m, name],
  ['cli/commands/enrol.ts', /('--issuer <name>', .*, ').*(?='\))/, name],
  ['Dockerfile', /(org\.opencontainers\.image\.title=").*(?=")/, name],
  ['package.json', /(^ {2}"name": ").*(?=",$)/m, slug],
  ['package-lock.json', /(^ {2}"name": ").*(?=",$)/m, slug],
  ['package-lock.json', /(^ {4}"": \{\n {6}"name": ").*(?=",$)/m, slug],
  ['compose.yaml', /(^name: ).+$/m, slug],
  ['compose.yaml', /(^ {4}image: )[\w-]+(?=\n {4}build: \.$)/m, slug],
  ['compose.yaml', /(^ {4}image: &stand-ins ).+$/m, `${slug}-stand-ins`],
];

const changed = new Map();
for (const [file, place, value] of places) {
  const text = changed.get(file) ?? readFileSync(new URL(file, root), 'utf8');
  if (!place.test(text)) refuse(`${file} has no name where it had one: put it in by hand.`);
  changed.set(
    file,
    text.replace(place, (_all, before) => before + value),
  );
}
for (const [file, text] of changed) {
  writeFileSync(new URL(file, root), text);
  process.stdout.write(`${file}\n`);
}

/** As files, images and packages are called: `Café & Sons` is `cafe-sons`. */
function slugOf(text) {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain.replaceAll(/[^a-z\d]+/g, '-').replaceAll(/^-|-$/g, '');
}

function refuse(problem) {
  process.stderr.write(`${problem}\n  npm run rename -- "Acme Portal" acme-portal\n`);
  process.exit(1);
}
