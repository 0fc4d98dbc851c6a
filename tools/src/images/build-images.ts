import { join, resolve } from 'node:path';
import { allPackages, contentsOf, isForProduction } from './bill-of-materials.js';
import { type ImageName, IMAGES } from './images.js';
import { ModuleGraph } from './module-graph.js';
import { writeImage } from './write-image.js';

const USAGE = 'Used as: build-images <folder>, or build-images --sbom';

/** `build-images <folder>` writes the files of each image below it; `--sbom` prints what all of them together may hold. */
async function main([folder]: string[]): Promise<void> {
  if (folder === undefined) throw new Error(USAGE);
  const bill = allPackages();
  if (folder === '--sbom') {
    process.stdout.write(`${JSON.stringify(contentsOf(bill, 'sendstream', isForProduction), null, 2)}\n`);
    return;
  }
  const graph = await ModuleGraph.from(Object.values(IMAGES).flatMap(({ programs }) => programs));
  for (const image of Object.keys(IMAGES) as ImageName[])
    writeImage(image, graph, bill, join(resolve(folder), image));
}

await main(process.argv.slice(2));
