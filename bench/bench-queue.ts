import { parseArgs } from 'node:util';
import { table } from '../tools/src/client/table.js';
import { QUEUES, queueRate } from './queue/queue-rate.js';
import { RedisNodes } from './queue/redis-nodes.js';
import { wholeNumber } from './run/bench-options.js';
import { machine } from './run/machine.js';
import { inTurn } from './run/rounds.js';
import { saveResults } from './run/save-results.js';
import { untilInterrupted } from './run/until-interrupted.js';

/** `npm run bench:queue`: what Redis alone would let through, on one node and on three, by one stream and by three. */
const USAGE = `npm run bench:queue -- [options]
  --entries N   in each measurement (100000)
  --rounds N    measurements of each, in turn (3)`;
const note = (line: string) => console.log(line);
const started: RedisNodes[] = [];

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      entries: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '3' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return note(USAGE);
  const [entries, rounds] = [wholeNumber('entries', values.entries), wholeNumber('rounds', values.rounds)];
  for (const count of [1, 3]) started.push(await RedisNodes.start(count, note));
  const [one, three] = started as [RedisNodes, RedisNodes];
  const [first] = QUEUES;
  const measured = await inTurn(
    {
      'one node, one stream': () => queueRate(one, [first], entries),
      'one node, three streams': () => queueRate(one, QUEUES, entries),
      'three nodes, one stream': () => queueRate(three, [first], entries),
      'three nodes, three streams': () => queueRate(three, QUEUES, entries),
    },
    rounds,
    note,
  );
  const rows = Object.entries(measured).map(([name, { median }]) => ({
    case: name,
    'entries/s, from one process': Math.round(median.perSecond ?? NaN),
    'Redis, µs an entry': (median.redisMicroseconds ?? NaN).toFixed(1),
    'entries/s until a node is full': Math.round(median.redisLimit ?? NaN),
  }));
  note(`\nMedians of ${rounds} rounds, everybody in turn:\n\n${table(rows)}\n`);
  note(`All numbers: ${saveResults('queue', { machine: machine(), entries, measured })}`);
}

await untilInterrupted(run, async () => {
  await Promise.allSettled(started.map((nodes) => nodes.stop()));
});
