import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_FIELDS } from '#observability';
import { root } from '../services/paths.js';

const sources = ['apps/api', 'apps/processor', 'libs'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => join(folder, file)),
);

/** The names in the object literals that loggers are given, as they stand in the source. */
function namesIn(source: string): string[] {
  return [...source.matchAll(/logger\.(?:fatal|error|warn|log|debug)\(\{([^]*?)\}\);/g)].flatMap(
    ([, literal]) =>
      [
        ...(literal as string)
          .replace(/`[^`]*`|'[^']*'/g, '')
          .matchAll(/(?:^|[{,])\s*([a-z]\w*)\s*(?=[:,}]|$)/gm),
      ].map(([, name]) => name as string),
  );
}

it('a line of the log has documented fields alone', () => {
  const used = sources.flatMap((file) =>
    namesIn(readFileSync(join(root, file), 'utf8')).map((name) => ({ file, name })),
  );
  expect(used.length).toBeGreaterThan(80);
  expect(used.filter(({ name }) => !(name in LOG_FIELDS))).toEqual([]);
});

it('docs/logs.md lists each field with its type', () => {
  const page = readFileSync(join(root, 'docs/logs.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\w+) \| (.+) \|$/gm)].map(([, ...cells]) => cells);
  const fields = Object.entries(LOG_FIELDS).map(([name, { type, means }]) => [
    name,
    type === 'strings' ? 'texts' : type === 'string' ? 'text' : type,
    means,
  ]);
  expect(rows).toEqual(fields);
});
