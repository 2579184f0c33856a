import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MUTATIONS } from './rules.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SPECS = globSync('{src,test}/**/*.spec.{ts,tsx}', { cwd: ROOT });

describe.each(MUTATIONS)(
  'the rule that is broken on purpose: $rule ($file)',
  ({ file, line, broken, spec }) => {
    it('still stands there, once', () => {
      const source = readFileSync(ROOT + file, 'utf8');
      expect(source.split(line)).toHaveLength(2);
      expect(broken).not.toBe(line);
    });

    it('has a spec to notice', () => {
      expect(SPECS.filter((path) => new RegExp(spec, 'u').test(path))).not.toEqual([]);
    });
  },
);
