import { readFileSync } from 'node:fs';
import { REQUEST_FAILURES } from './failure.js';

const document = readFileSync(new URL('../../../docs/proxy.md', import.meta.url), 'utf8');
const documented = [...document.matchAll(/^\| (\d{3}) +\| `(\w+)` +\|/gm)].map(
  ([, status, code]) => `${status} ${code}`,
);

describe('the codes of failures', () => {
  it('are those that docs/proxy.md lists, with their statuses', () => {
    const all = Object.entries(REQUEST_FAILURES).map(([code, { status }]) => `${status} ${code}`);
    expect(documented).toEqual(all.toSorted());
  });

  it.each(Object.entries(REQUEST_FAILURES))('%s tells people what to do', (_code, text) => {
    expect(text.title).toMatch(/^[A-Z].{5,60}[^.]$/);
    expect(text.advice).toMatch(/^[A-Z].{5,200}\.$/);
  });
});
