import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'libs/entities/src/migrations';
/** Those up to here are older than the rule. */
const OLDER = 25;
/** What a process of the release before may still need, or cannot fill. */
const TAKES_AWAY =
  /\b(DROP (TABLE|COLUMN|CONSTRAINT|FUNCTION)|RENAME (TO|COLUMN)|SET NOT NULL|ALTER COLUMN \w+ (SET DATA )?TYPE)\b/i;

it('a migration that takes away something says which apps may stay beside it (docs/decisions/0046-schemas-and-clocks.md)', () => {
  const silent = readdirSync(FOLDER).filter((file) => {
    if (Number(/^(\d+)-/.exec(file)?.[1] ?? 0) <= OLDER) return false;
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const [up = ''] = text.split(/\bdown\(/);
    return TAKES_AWAY.test(up) && !/class \w+_AppsFrom\d+_\d{13}\b/.test(text);
  });
  expect(silent).toEqual([]);
});
