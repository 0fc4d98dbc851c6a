import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../services/paths.js';

const MAX_BYTES = 64 * 1024 ** 2;

interface Component {
  'bom-ref': string;
  type: string;
  name: string;
  version: string;
  properties?: { name: string; value: string }[];
}

/** A list of packages in CycloneDX's form: https://cyclonedx.org/docs/1.5/json/. */
export interface BillOfMaterials {
  metadata: { component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

/** Every package of package-lock.json, those for development too, as `npm sbom` tells them. @throws Error when npm cannot. */
export function allPackages(): BillOfMaterials {
  // Its own `--omit dev` also leaves out what both the services and a development package depend on, so we select by ourselves.
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const text = execFileSync('npm', args, { cwd: root, maxBuffer: MAX_BYTES, encoding: 'utf8' });
  return JSON.parse(text) as BillOfMaterials;
}

/** Those of them that `keeps` keeps, and who depends on whom among them, as the contents of the application `name`. */
export function contentsOf(
  all: BillOfMaterials,
  name: string,
  keeps: (component: Component) => boolean,
): BillOfMaterials {
  const components = all.components.filter(keeps);
  const { component } = all.metadata;
  const kept = new Set([component, ...components].map((each) => each['bom-ref']));
  const dependencies = all.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => kept.has(each)) }));
  const metadata = { ...all.metadata, component: { ...component, name, type: 'application' } };
  return { ...all, metadata, components, dependencies };
}

/** Whether the services may need it: it is not for development alone. */
export function isForProduction({ properties = [] }: Component): boolean {
  return !properties.some(({ name }) => name === 'cdx:npm:package:development');
}

/** What components are called by a bill: name and version of the packages in these folders. */
export function referencesOf(folders: Iterable<string>): Set<string> {
  const described = [...folders].map((folder) => readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return new Set(
    described.map((text) => {
      const { name, version } = JSON.parse(text) as { name: string; version: string };
      return `${name}@${version}`;
    }),
  );
}
