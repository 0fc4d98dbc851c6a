import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../../../tools/src/services/paths.js';
import type { Manifest } from './renderer.js';

/** In no folder: it exists in memory alone, beside the modules that it imports. */
const FILE = join(root, 'manifests.ts');
/** Where the kinds of what is no part of Kubernetes itself are described. */
const MODULES: Record<string, string> = {
  'keda.sh/v1alpha1': '@kubernetes-models/keda/keda.sh/v1alpha1',
  'monitoring.coreos.com/v1': '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
};
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/**
 * What these manifests have that the API of Kubernetes does not know, lack that it needs, or have in another type. They are
 * checked as literals of the interfaces that are made from its own description, which know each field.
 */
export function kubernetesFaults(manifests: Manifest[]): string[] {
  const source = manifests
    .map(({ apiVersion, kind, ...rest }, index) => {
      const from = MODULES[apiVersion] ?? `kubernetes-models/${apiVersion}`;
      const literal = JSON.stringify({ apiVersion, kind, ...rest }, null, 1);
      return `import type { I${kind} as K${index} } from '${from}';\nexport const m${index}: K${index} = ${literal};\n`;
    })
    .join('');
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === FILE || fileExists.call(host, name);
  host.getSourceFile = (name, ...rest) =>
    name === FILE
      ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022)
      : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram([FILE], OPTIONS, host);
  const faults = ts.getPreEmitDiagnostics(program, program.getSourceFile(FILE));
  const lines = source.split('\n');
  return faults.map(({ messageText, start = 0 }) => {
    const line = source.slice(0, start).split('\n').length - 1;
    return `${ts.flattenDiagnosticMessageText(messageText, ' ')} (${(lines[line] ?? '').trim()})`;
  });
}
