import { dirname, join, relative, sep } from 'node:path';

/** A path below the root, with slashes on every system. */
const below = (root, path) => relative(root, path).split(sep).join('/');

/** Which file of the repository `specifier` means in `file` (`libs/queue/src/index.ts`); null for a package. */
export function targetOf(root, file, specifier) {
  const named = /^#([\w-]+)$/.exec(specifier);
  if (named) return `libs/${named[1]}/src/index.ts`;
  // Sources import "./x.js", and that file is "./x.ts".
  if (specifier.startsWith('.')) return below(root, join(dirname(file), specifier)).replace(/\.js$/, '.ts');
  return null;
}

/** Whether the file is a test or what tests share: these may import from everywhere, and nothing imports them. */
export const isTest = (file) => /[.-](spec|fixture)\.ts$/.test(file) || file.split('/').includes('testing');

/**
 * An ESLint rule about the files that a file imports, in whatever way: imports and exports from, of types as well, and
 * dynamic imports. `problemOf({ root, from, to, specifier })` says what is wrong, in words for the person who wrote it, or null.
 */
export function importRule(problemOf) {
  return {
    meta: { type: 'problem', schema: [], messages: { refused: '{{problem}}' } },
    create({ cwd: root, filename, report }) {
      const from = below(root, filename);
      const check = ({ source }) => {
        if (typeof source?.value !== 'string') return;
        const to = targetOf(root, filename, source.value);
        const problem = to && problemOf({ root, from, to, specifier: source.value });
        if (problem) report({ node: source, messageId: 'refused', data: { problem } });
      };
      return {
        ImportDeclaration: check,
        ExportNamedDeclaration: check,
        ExportAllDeclaration: check,
        ImportExpression: check,
        TSImportType: check,
      };
    },
  };
}
