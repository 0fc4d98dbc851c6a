import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../../tools/src/services/paths.js';
import { ServiceUnavailable } from '../../../tools/src/services/service-unavailable.js';
import { type Build, THIS_BUILD } from '../../faults/harness/app-process.js';

/** This build under another version of Node, fetched from npm's registry. @throws ServiceUnavailable where it has none. */
export async function underNode(version: string): Promise<Build> {
  const own = (await import(pathToFileURL(join(root, 'tools/own-node.mjs')).href)) as {
    nodeOf: (version: string) => string | null;
  };
  const node = own.nodeOf(version);
  if (node === null) throw new ServiceUnavailable(`Node ${version} cannot be had for this machine`);
  return { ...THIS_BUILD, node };
}
