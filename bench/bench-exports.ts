import { parseArgs } from 'node:util';
import { wholeNumber } from './run/bench-options.js';
import { BenchStores } from './run/bench-stores.js';
import { machine } from './run/machine.js';
import { rssMb } from './run/process-usage.js';
import { saveResults } from './run/save-results.js';
import { untilInterrupted } from './run/until-interrupted.js';
import { OurStack } from './stacks/our-stack.js';

/**
 * `npm run bench:exports`: how long the first 100,000 rows of exports take, and whether the api's memory grows with them, on a
 * database that `npm run seed` has filled. Ends with 2 when one takes longer than 10 s.
 */
const note = (line: string) => console.log(line);
const MAX_SECONDS = 10;
const LINE_BREAK = 10;
const FILTERS = {
  all: '',
  delivered: '&status=delivered',
  failed: '&status=failed',
  'a frequent tag': '&tag=login-code',
  'emails of a week': `&type=email&created_after=${daysAgo(14)}&created_before=${daysAgo(7)}`,
  'failed, with a code': '&status=failed&error_code=30003',
  'from one number': '&from=%2B14155550117',
  'a word of many': '&search=parcel',
};
let stores: BenchStores | undefined;
let stack: OurStack | undefined;

interface Exported {
  rows: number;
  seconds: number;
  megabytes: number;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      database: { type: 'string', default: 'sendstream' },
      rows: { type: 'string', default: '100000' },
      only: { type: 'string', default: '' },
    },
  });
  const rows = wholeNumber('rows', values.rows);
  stores = await BenchStores.start(note);
  stack = new OurStack(stores, { database: values.database, keep: true, set: { LOG_LEVEL: 'error' } });
  const about = { machine: machine(), rows };
  note(JSON.stringify(about));
  const api = await stack.startApi();
  const url = new URL('/api/v1/messages/export', api.sendUrl);
  const results = [];
  // The first one compiles the code.
  await exported(`${url.href}?format=csv`, 5_000);
  note(`${'filter'.padEnd(24)} format    rows  seconds    MB   api RSS, MB`);
  for (const [name, query] of Object.entries(FILTERS).filter(([each]) => each.includes(values.only)))
    for (const format of ['csv', 'ndjson']) {
      const result = await exported(`${url.href}?format=${format}${query}`, rows);
      const rss = rssMb(api.process.pid);
      results.push({ name, format, ...result, rssMb: rss });
      const figures = [
        format.padEnd(6),
        String(result.rows).padStart(8),
        result.seconds.toFixed(1).padStart(8),
        result.megabytes.toFixed(0).padStart(5),
        rss.toFixed(0).padStart(8),
      ];
      note(`${name.padEnd(24)} ${figures.join(' ')}`);
    }
  const peakRssMb = api.process.peakRssMb();
  note(`The api's peak: ${peakRssMb.toFixed(0)} MB`);
  await api.process.stop();
  note(`All numbers: ${saveResults('exports', { ...about, results, peakRssMb })}`);
  if (results.some(({ seconds }) => seconds > MAX_SECONDS)) process.exitCode = 2;
}

/** Reads so many rows of it, or all there are. @throws Error when it is refused. */
async function exported(url: string, rows: number): Promise<Exported> {
  const started = performance.now();
  const ended = new AbortController();
  const response = await fetch(url, { signal: ended.signal });
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  let [lines, bytes] = [0, 0];
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    // Line breaks of texts are counted in CSV too; of the seed none has one.
    for (const byte of chunk) if (byte === LINE_BREAK) lines += 1;
    if (lines >= rows) break;
  }
  const seconds = (performance.now() - started) / 1_000;
  ended.abort();
  return { rows: lines, seconds, megabytes: bytes / 1e6 };
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

await untilInterrupted(run, async () => {
  await stack?.close();
  await stores?.stop();
});
