import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../services/paths.js';

const sources = ['apps', 'libs', 'tools'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/(^|[\\/])(node_modules|dist)[\\/]/.test(file))
    .map((file) => join(folder, file)),
);
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

it('a page of decisions that the code names exists', () => {
  const cited = sources.flatMap((file) =>
    [...textOf(file).matchAll(/docs\/decisions\/[\w-]+\.md/g)].map(([page]) => `${file}: ${page}`),
  );
  expect(cited.length).toBeGreaterThan(25);
  expect(cited.filter((each) => !existsSync(join(root, each.split(': ')[1] as string)))).toEqual([]);
});

it('each repository names the page that explains it at its top', () => {
  const repositories = sources.filter(
    (file) => file.startsWith(join('libs', 'entities')) && textOf(file).includes('@Injectable()'),
  );
  expect(repositories.length).toBeGreaterThan(25);
  const top = /^\/\*\*(?:(?!\*\/)[^])*docs\/decisions\/\d{4}-[\w-]+\.md/;
  expect(repositories.filter((file) => !top.test(textOf(file)))).toEqual([]);
});
