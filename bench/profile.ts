import { writeFileSync } from 'node:fs';
import { readStacks } from './profile/cpu-profile.js';
import { flameGraph } from './profile/flame-graph.js';
import { summary } from './profile/summary.js';

/** `npm run bench:profile -- file.cpuprofile ...`: where the time of each goes, and a flame graph beside it. */
const files = process.argv.slice(2);
if (files.length === 0)
  console.error('Name the .cpuprofile files to read (npm run bench -- --profile FOLDER).');
for (const file of files) {
  const stacks = readStacks(file);
  const picture = file.replace(/(\.cpuprofile)?$/, '.svg');
  writeFileSync(picture, flameGraph(stacks, file.split('/').at(-1) ?? file));
  console.log(`${file}\n${summary(stacks)}\n\nFlame graph: ${picture}\n`);
}
