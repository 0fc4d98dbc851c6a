import { dirname, join, relative, sep } from 'node:path';

/**
 * The borders of the plan: which room may import which. What is not listed is forbidden; a room may always import
 * itself. `tools`, `test` and `bench` may import anything, but nobody reaches behind a lib's index.
 */
export const ARROWS = {
  'libs/config': [],
  'libs/entities': ['libs/config'],
  'libs/queue': ['libs/config'],
  'libs/http': ['libs/config'],
  'libs/providers': ['libs/config', 'libs/http'],
  'libs/observability': ['libs/config'],
  'libs/messaging': [
    'libs/config',
    'libs/entities',
    'libs/http',
    'libs/observability',
    'libs/providers',
    'libs/queue',
  ],
  'apps/*': ['libs/*'],
  // It talks to the api by the public name of packages/client alone.
  'apps/console': [],
  // What others install: it stands alone.
  'packages/*': [],
  tools: ['*'],
  test: ['*'],
  bench: ['*'],
};

/** `libs/queue/src/a.ts` -> `libs/queue`; `test/support/b.ts` -> `test`; null outside of every room. */
function roomOf(path) {
  const [top, name] = path.split(sep);
  if (['libs', 'apps', 'packages'].includes(top)) return `${top}/${name}`;
  return ['tools', 'test', 'bench'].includes(top) ? top : null;
}

function allowed(from, to) {
  const [top, name] = from.split('/');
  const arrows = ARROWS[from] ?? (name && ARROWS[`${top}/*`]) ?? [];
  return arrows.some((arrow) => arrow === '*' || arrow === to || arrow === `${to.split('/')[0]}/*`);
}

/** What is wrong with this import, in words for the person who wrote it; null if nothing is. */
function problemOf(root, file, specifier) {
  const from = roomOf(relative(root, file));
  const named = /^#([\w-]+)$/.exec(specifier);
  const path = named ? join('libs', named[1]) : relative(root, join(dirname(file), specifier));
  const to = named || specifier.startsWith('.') ? roomOf(path) : null;
  if (!from || !to || to === from) return null;
  // What tests share is for every test, and for nothing else.
  const isTest = from === 'test' || file.endsWith('.spec.ts');
  if (isTest && (to === 'test' || path.split(sep).includes('testing'))) return null;
  if (to.startsWith('libs/') && !named)
    return `Import #${to.slice('libs/'.length)}: only its index is public`;
  if (!allowed(from, to)) return `${from} may not import ${to} (see tools/eslint/borders.mjs)`;
  return null;
}

/** ESLint rule: imports, exports from, and dynamic imports keep to the borders. */
export const borders = {
  meta: { type: 'problem', schema: [], messages: { crossed: '{{problem}}' } },
  create(context) {
    const check = ({ source }) => {
      if (typeof source?.value !== 'string') return;
      const problem = problemOf(context.cwd, context.filename, source.value);
      if (problem) context.report({ node: source, messageId: 'crossed', data: { problem } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
