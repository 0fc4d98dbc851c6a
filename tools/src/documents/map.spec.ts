import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../services/paths.js';

const map = readFileSync(join(root, 'docs/map.md'), 'utf8');
const FILE = /`((?:apps|libs|tools)\/[^`\s]+\.ts)`/g;
const filesIn = (text: string) => [...text.matchAll(FILE)].map(([, file]) => file as string);

describe('docs/map.md', () => {
  it('names files that exist', () => {
    const files = filesIn(map);
    expect(files.length).toBeGreaterThan(45);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('names each file of its paths once', () => {
    const files = filesIn(map.slice(0, map.indexOf('## Ten small changes')));
    expect(files.filter((file, index) => files.indexOf(file) !== index)).toEqual([]);
  });

  const changes = map
    .slice(map.indexOf('## Ten small changes'))
    .split('\n')
    .map((line) => line.split('|').slice(1, -1))
    .filter((cells) => cells.length === 4 && filesIn(cells[2] as string).length > 0)
    .map(([wish, , files, names]) => ({
      wish: (wish as string).trim(),
      source: filesIn(files as string)
        .map((file) => readFileSync(join(root, file), 'utf8'))
        .join('\n'),
      names: [...(names as string).matchAll(/`(\w+)`/g)].map(([, name]) => name as string),
    }));

  it('has ten small changes', () => expect(changes).toHaveLength(10));

  it.each(changes)('leads to where this is done: $wish', ({ source, names }) => {
    expect(names.length).toBeGreaterThan(0);
    // A declaration, not a use: a constant, a function, a type, a class, or a method.
    const isDeclared = (name: string) =>
      new RegExp(
        `(?:const|function|class|interface|type) ${name}\\b|^ {2}(?:(?:private|public|async|static) )*${name}(?:<[^>]*>)?\\(`,
        'm',
      ).test(source);
    expect(names.filter((name) => !isDeclared(name))).toEqual([]);
  });
});
