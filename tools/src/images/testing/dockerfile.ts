import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../services/paths.js';

/** One line of a Dockerfile: `COPY`, and what follows it. */
interface Instruction {
  word: string;
  rest: string;
}

/** A stage of a Dockerfile, with the instructions of the stages that it is made from before its own. */
export interface Stage {
  /** The image that the first of them is made from. */
  base: string;
  instructions: Instruction[];
}

/** The stages of our Dockerfile by name, in order. @throws Error for what it does not understand. */
export function dockerfileStages(): Map<string, Stage> {
  const stages = new Map<string, Stage>();
  let current: Stage | undefined;
  const text = readFileSync(join(root, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ');
  for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#'))) {
    const [, word = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    const [, from = '', name = ''] = /^(\S+) AS (\S+)$/.exec(rest) ?? [];
    if (word === 'FROM') {
      const parent = stages.get(from);
      current = { base: parent?.base ?? from, instructions: [...(parent?.instructions ?? [])] };
      stages.set(name, current);
    } else if (word !== '' && current) current.instructions.push({ word, rest });
    else throw new Error(`Dockerfile: ${line}`);
  }
  return stages;
}
