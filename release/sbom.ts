/** The bill of materials, as CycloneDX 1.6 has it: what a scanner needs to tell whether a hole is inside. */
import type { Ingredient } from './ingredients.ts';

interface Part {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** JSON text. `runtime` is what the binaries carry besides the bundle. */
export function sbom(version: string, parts: readonly Ingredient[], runtime: Part, time: Date): string {
  const component = (part: Part) => ({
    type: 'library',
    'bom-ref': purl(part),
    name: part.name,
    version: part.version,
    purl: purl(part),
    licenses: [{ expression: part.license }],
  });
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: time.toISOString(),
      component: {
        type: 'application',
        'bom-ref': `kubectl-etcdbackup@${version}`,
        name: 'kubectl-etcdbackup',
        version,
        licenses: [{ license: { id: 'Apache-2.0' } }],
      },
    },
    components: [...parts, runtime].map(component),
    dependencies: [{ ref: `kubectl-etcdbackup@${version}`, dependsOn: [...parts, runtime].map(purl) }],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** A package URL; the scope's `@` is percent-encoded there. */
function purl({ name, version }: Part): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}
