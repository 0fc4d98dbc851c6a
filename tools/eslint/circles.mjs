import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { importRule, isTest, targetOf } from './imports.mjs';

const ROOMS = ['apps', 'bench', 'libs', 'packages', 'test', 'tools'];
const isSource = (file) => file.endsWith('.ts') && !/(^|\/)(node_modules|dist)\//.test(file) && !isTest(file);

/**
 * Where two files part, and the two neighbours there: `libs/queue/src/nest/a.ts` and `libs/queue/src/redis/b.ts` part in
 * `libs/queue/src`, as `nest` and `redis`.
 */
function partingOf(from, to) {
  const [mine, its] = [from.split('/'), to.split('/')];
  const depth = mine.findIndex((name, index) => name !== its[index]);
  return { folder: mine.slice(0, depth).join('/'), mine: mine[depth], its: its[depth] };
}

/** For each folder, which of its files and folders imports which other, and an import that is an example of it. */
function readNeighbours(root) {
  const folders = new Map();
  for (const room of ROOMS) {
    for (const file of readdirSync(join(root, room), { recursive: true }).map((name) => join(room, name))) {
      const from = file.replaceAll('\\', '/');
      if (!isSource(from)) continue;
      const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'));
      for (const { fileName } of importedFiles) {
        const to = targetOf(root, join(root, file), fileName);
        if (to === null || to === from) continue;
        const { folder, mine, its } = partingOf(from, to);
        const neighbours = folders.get(folder) ?? folders.set(folder, new Map()).get(folder);
        const imports = neighbours.get(mine) ?? neighbours.set(mine, new Map()).get(mine);
        if (!imports.has(its)) imports.set(its, `${from} imports ${to}`);
      }
    }
  }
  return folders;
}

/** The shortest chain of imports from one neighbour to another, in words; null: there is none. */
function chain(neighbours, start, end) {
  const chains = new Map([[start, []]]);
  for (const [name, steps] of chains) {
    if (name === end) return steps.join(', ');
    for (const [next, example] of neighbours?.get(name) ?? [])
      if (!chains.has(next)) chains.set(next, [...steps, example]);
  }
  return null;
}

/** Read once; an editor that lints for hours learns of new imports in other files when it is started again. */
let read;

/**
 * ESLint rule: in every folder, what is in it (files and folders) imports one another in one direction alone. So there is no
 * circle of files, none of folders, and no folder imports a file beside it that imports the folder. Imports of types count.
 */
export const circles = importRule(({ root, from, to }) => {
  if (isTest(from)) return null;
  if (from === to) return 'A file may not import itself';
  read ??= readNeighbours(root);
  const { folder, mine, its } = partingOf(from, to);
  const back = chain(read.get(folder), its, mine);
  return back && `A circle of ${mine} and ${its} in ${folder || 'the repository'}: ${back}`;
});
