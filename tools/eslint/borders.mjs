import { importRule, isTest } from './imports.mjs';

/**
 * The borders of the plan: which room may import which. What is not listed is forbidden; a room may always import
 * itself. `tools`, `test` and `bench` may import anything, but nobody reaches behind a lib's index.
 */
const ARROWS = {
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
  const [top, name] = path.split('/');
  if (['libs', 'apps', 'packages'].includes(top)) return `${top}/${name}`;
  return ['tools', 'test', 'bench'].includes(top) ? top : null;
}

function allowed(from, to) {
  const [top, name] = from.split('/');
  const arrows = ARROWS[from] ?? (name && ARROWS[`${top}/*`]) ?? [];
  return arrows.some((arrow) => arrow === '*' || arrow === to || arrow === `${to.split('/')[0]}/*`);
}

/** ESLint rule: whoever imports keeps to the borders between the rooms. */
export const borders = importRule(({ from, to, specifier }) => {
  const [here, there] = [roomOf(from), roomOf(to)];
  if (!here || !there || there === here) return null;
  // What tests share is for every test, and for nothing else; the stores they run on are those of the tools.
  if ((here === 'test' || isTest(from)) && (there === 'test' || there === 'tools' || isTest(to))) return null;
  if (there.startsWith('libs/') && !specifier.startsWith('#'))
    return `Import #${there.slice('libs/'.length)}: only its index is public`;
  if (!allowed(here, there)) return `${here} may not import ${there} (see tools/eslint/borders.mjs)`;
  return null;
});
