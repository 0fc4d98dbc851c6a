import { build, type Metafile } from 'esbuild';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isForDevelopment } from './installed-packages.js';
import { root } from '../services/paths.js';

/** What packages would load if it were installed, each only for a transport, a driver or a server that we do not use. */
const NOT_INSTALLED = [
  '@fastify/static',
  '@nats-io/*',
  '@nestjs/websockets/*',
  'amqp-connection-manager',
  'kafkajs',
  'mqtt',
];

type Import = Metafile['inputs'][string]['imports'][number];

/** Which file loads which, from some programs on, as Node resolves them. */
export class ModuleGraph {
  private constructor(private readonly inputs: Metafile['inputs']) {}

  /**
   * Reads all that these compiled programs import or require by a name that stands in the code, now or later.
   * @throws Error (of esbuild) that names each import for which there is no file.
   */
  static async from(programs: readonly string[]): Promise<ModuleGraph> {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [...programs],
      bundle: true,
      metafile: true,
      write: false,
      outdir: 'unused',
      platform: 'node',
      format: 'esm',
      // The conditions of Node (https://nodejs.org/api/packages.html#conditional-exports) that esbuild does not have by itself, none
      // of bundlers, and nothing that these leave out: the files run as they are.
      conditions: ['module-sync', 'node-addons'],
      treeShaking: false,
      // What it would write is not wanted; so each file is printed once, not once for each program.
      splitting: true,
      ignoreAnnotations: true,
      external: NOT_INSTALLED,
      logLevel: 'silent',
    });
    return new ModuleGraph(metafile.inputs);
  }

  /** These programs, all files they load, and each package.json that says where one of them is. */
  loadedBy(programs: readonly string[]): Set<string> {
    const files = new Set<string>();
    const waiting = [...programs];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (files.has(file)) continue;
      files.add(file);
      for (const each of this.inputs[file]?.imports ?? []) {
        if (each.external || isForDevelopment(each.path)) continue;
        waiting.push(each.path);
        const redirect = redirectOf(file, each);
        if (redirect !== null) files.add(redirect);
      }
    }
    return files;
  }
}

/** The package.json of the folder that was asked for, where it says which other file is meant; null: a file was. */
function redirectOf(importer: string, { original = '', path }: Import): string | null {
  const isRelative = original.startsWith('.');
  const modules = path.slice(0, path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const asked = isRelative ? join(dirname(importer), original) : join(modules, original);
  const redirect = join(asked, 'package.json');
  return existsSync(join(root, redirect)) ? redirect : null;
}
