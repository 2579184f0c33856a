import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const manifest: { name: string; version: string; dependencies: Record<string, string> } =
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

interface Bill {
  readonly bomFormat: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: {
    readonly 'bom-ref': string;
    readonly purl: string;
    readonly hashes: { readonly alg: string; readonly content: string }[];
  }[];
  readonly dependencies: { readonly ref: string; readonly dependsOn: string[] }[];
}

describe('the bill of materials', () => {
  let bill: Bill;

  beforeAll(() => {
    const command = ['--import', 'tsx', 'infra/sbom.ts'];
    bill = JSON.parse(
      execFileSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 }),
    );
  });

  it('is one of this product, in this version', () => {
    const { name, version } = manifest;
    expect(bill).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name, version } },
    });
  });

  it('holds all that the product needs, whatever else needs it too, and nothing more', () => {
    const needs = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    const direct = Object.entries(manifest.dependencies).map(
      ([name, version]) => `${name}@${version}`,
    );
    expect(needs.get(`${manifest.name}@${manifest.version}`)?.toSorted()).toEqual(
      direct.toSorted(),
    );
    const reached = new Set<string>();
    for (const follow = [...direct]; follow.length > 0;) {
      const ref = follow.pop() ?? '';
      if (reached.has(ref)) continue;
      reached.add(ref);
      follow.push(...(needs.get(ref) ?? []));
    }
    const listed = bill.components.map((component) => component['bom-ref']);
    expect(listed.toSorted()).toEqual([...reached].toSorted());
    expect(listed).toContain(`express@${manifest.dependencies['express']}`); // development packages need it too
  });

  it('names each by an address and a hash, by which scanners know it', () => {
    for (const { purl, hashes } of bill.components) {
      expect(purl).toMatch(/^pkg:npm\/.+@\d/);
      expect(hashes).toEqual([
        { alg: 'SHA-512', content: expect.stringMatching(/^[\da-f]{128}$/) },
      ]);
    }
  });
});
