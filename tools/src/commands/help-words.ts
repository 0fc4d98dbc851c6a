import type { Command } from 'commander';

const HELP = ['--help', '-h'];

/**
 * The command line as commander is to see it. `help x` is `x --help`; and where x is no command, nobody is shown the help of
 * the one above as if it were: the word itself is refused.
 */
export function withHelpInOrder(program: Command, args: string[]): string[] {
  const words = [...args];
  let command = program;
  for (let index = 0; index < words.length && command.commands.length > 0;) {
    const word = words[index] as string;
    if (word.startsWith('-')) break;
    if (word === 'help') {
      words.splice(index, 1);
      words.push('--help');
      continue;
    }
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) return words.filter((each) => !HELP.includes(each));
    command = next;
    index += 1;
  }
  return words;
}
