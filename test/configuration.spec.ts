import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { schema } from '../src/config/schema.js';

const PAGE = fileURLToPath(new URL('../docs/configuration.md', import.meta.url));

/** The rows of the page's tables: | `VARIABLE` | meaning | default |. */
const documented = new Map(
  [...readFileSync(PAGE, 'utf8').matchAll(/^\| `([A-Z\d_]+)` +\| .* \| (\S.*?) +\|$/gm)].map(
    ([, name = '', preset = '']) => [name, preset],
  ),
);

/** What the page says of a default: a value in code, that there has to be one, or something in words. */
const isExact = (said = '') => said.startsWith('`') || said === 'required';

function presetOf(field: z.ZodType): string {
  if (field instanceof z.ZodPrefault) return `\`${String(field.def.defaultValue)}\``;
  return field.safeParse(undefined).success ? 'in words' : 'required';
}

describe('docs/configuration.md', () => {
  it('lists every variable, and none that isn’t read', () => {
    expect([...documented.keys()].toSorted()).toEqual(Object.keys(schema.shape).toSorted());
  });

  it.each(Object.entries<z.ZodType>(schema.shape))('has the default of %s', (name, field) => {
    const said = documented.get(name);
    expect(isExact(said) ? said : 'in words').toBe(presetOf(field));
  });
});
