import { chmodSync, cpSync, linkSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../services/paths.js';
import { type BillOfMaterials, contentsOf, referencesOf } from './bill-of-materials.js';
import { type ImageContents, type ImageName, IMAGES } from './images.js';
import { companionsOf, packagesOf } from './installed-packages.js';
import type { ModuleGraph } from './module-graph.js';

/** Says in the image what `npx sendstream` says in a checkout. */
const COMMAND = '#!/bin/sh\nexec node "$(dirname "$0")/../dist/tools/src/sendstream.js" "$@"\n';
const SENDSTREAM = 'dist/tools/src/sendstream.js';

/** Every file of an image: all that its programs load or read, and nothing else. Paths from the root. */
function filesOf(image: ImageName, graph: ModuleGraph): Set<string> {
  const { programs, files }: ImageContents = IMAGES[image];
  const read = files.flatMap(filesUnder);
  const all = new Set([...graph.loadedBy(programs), ...read, 'package.json']);
  return new Set([...all, ...companionsOf(all)]);
}

/** Copies an image's files into a folder that becomes its /app, with the bill of its materials. */
export function writeImage(
  image: ImageName,
  graph: ModuleGraph,
  bill: BillOfMaterials,
  folder: string,
): void {
  const files = filesOf(image, graph);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    linkOrCopy(join(root, file), join(folder, file));
  }
  if (files.has(SENDSTREAM)) writeCommand(join(folder, 'bin/sendstream'));
  const held = referencesOf(packagesOf(files));
  const contents = contentsOf(bill, `sendstream-${image}`, (each) =>
    held.has(`${each.name}@${each.version}`),
  );
  writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(contents, null, 2)}\n`);
}

/**
 * A link costs no space and hardly any time; there is none from one disk to another. What is compiled is copied: a compiler writes into
 * the files that are there.
 */
function linkOrCopy(from: string, to: string): void {
  if (!from.includes('node_modules')) return cpSync(from, to);
  try {
    linkSync(from, to);
  } catch {
    cpSync(from, to);
  }
}

function writeCommand(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, COMMAND);
  chmodSync(path, 0o755);
}

function filesUnder(path: string): string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  const entries = readdirSync(join(root, path), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1));
}
