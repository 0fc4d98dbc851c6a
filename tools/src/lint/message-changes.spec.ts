import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../services/paths.js';
import { lintText } from './testing/lint-text.js';

const lint = lintText(['no-restricted-imports']);
const CONTROLLER = 'apps/api/src/messages/messages.controller.ts';

/** Repositories with a statement that writes messages, or that has such a statement from a file beside it. */
function whatWritesMessages(): string[] {
  const folder = join(root, 'libs/entities/src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/spec|migrations/.test(file))
    .map((file) => ({
      name: file.replace(/^.*[\\/]|\.ts$/g, ''),
      text: readFileSync(join(folder, file), 'utf8'),
    }));
  const classesOf = ({ name, text }: { name: string; text: string }): string[] => {
    const classes = [...text.matchAll(/^export class (\w+)/gm)].map((found) => found[1] as string);
    if (classes.length > 0) return classes;
    return files.filter((other) => other.text.includes(`/${name}.js'`)).flatMap(classesOf);
  };
  const writing = files.filter(({ text }) => /(INSERT INTO|UPDATE|DELETE FROM)\s+messages\b/.test(text));
  return [...new Set(writing.flatMap(classesOf))];
}

describe('what changes messages', () => {
  const repositories = whatWritesMessages();

  it('is found', () => {
    expect(repositories).toEqual(expect.arrayContaining(['MessageIntake', 'MessageMoves', 'Erasures']));
  });

  it.each(repositories)('%s is not for apps, nor as a type', async (name) => {
    const said = [expect.stringContaining('goes through a service of libs/messaging')];
    expect(await lint(CONTROLLER, `import { ${name} } from '#entities';`)).toEqual(said);
    expect(await lint(CONTROLLER, `import type { ${name} } from '#entities';`)).toEqual(said);
    expect(
      await lint(
        'apps/processor/src/messages/messages.controller.ts',
        `export { ${name} } from '#entities';`,
      ),
    ).toEqual(said);
  });

  it('may be used by libs/messaging, and what reads by anybody', async () => {
    expect(
      await lint('libs/messaging/src/accept/outbox.ts', "import { MessageIntake } from '#entities';"),
    ).toEqual([]);
    expect(await lint(CONTROLLER, "import { Messages, MessageLists } from '#entities';")).toEqual([]);
  });
});
