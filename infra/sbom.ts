import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** An entry of package-lock.json. */
interface Locked {
  readonly name?: string;
  readonly version?: string;
  /** Subresource integrity: `sha512-` and the hash in base64. */
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}
interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly properties?: readonly { readonly name: string }[];
}
interface Bill {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const lock: { packages: Record<string, Locked> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
);
const product = lock.packages[''] ?? {};

/** What the image holds: package@version, and the hash of what npm fetched. */
const shipped = new Map(
  Object.entries(lock.packages)
    .filter(([path, { dev, optional }]) => path !== '' && !dev && !optional)
    .map(([path, { name = path.replace(/^.*node_modules\//, ''), version, integrity }]) => [
      `${name}@${version}`,
      Buffer.from(integrity?.replace('sha512-', '') ?? '', 'base64').toString('hex'),
    ]),
);
const direct = new Set(
  Object.entries(product.dependencies ?? {}).map(([name, version]) => `${name}@${version}`),
);

/**
 * The bill of materials of the image, as CycloneDX: what the lock file has for production, and no more.
 * npm’s own `--omit=dev` also drops each production package that a development package needs as well. So
 * npm lists everything here, and the lock file says what stays.
 */
function billOfMaterials(): Bill {
  const options = ['--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
  const everything: Bill = JSON.parse(
    execFileSync('npm', ['sbom', ...options], { encoding: 'utf8', maxBuffer: 2 ** 26 }),
  );
  const { component } = everything.metadata;
  const { name = component.name } = product; // npm calls it as its folder is called
  return {
    ...everything,
    metadata: { ...everything.metadata, component: { ...component, name } },
    components: everything.components.flatMap((one) => {
      const content = shipped.get(one['bom-ref']);
      // npm’s marks are those of the first place where it met the package, which may be a development one.
      return content === undefined
        ? []
        : [{ ...one, properties: [], hashes: [{ alg: 'SHA-512', content }] }];
    }),
    dependencies: everything.dependencies
      .filter(({ ref }) => ref === component['bom-ref'] || shipped.has(ref))
      .map(({ ref, dependsOn }) => {
        const meant = ref === component['bom-ref'] ? direct : shipped;
        return { ref, dependsOn: dependsOn.filter((one) => meant.has(one)) };
      }),
  };
}

process.stdout.write(`${JSON.stringify(billOfMaterials(), null, 2)}\n`);
