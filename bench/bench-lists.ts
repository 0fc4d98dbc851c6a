import { ApiSettings, loadSettings } from '#config';
import { Database } from '#entities';
import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import { createApi } from '../apps/api/src/create-api.js';
import { type Question, questions, type Request } from './lists/questions.js';
import { Statements } from './lists/statements.js';
import { wholeNumber } from './run/bench-options.js';
import { machine } from './run/machine.js';
import { percentile } from './run/median.js';
import { saveResults } from './run/save-results.js';
import { untilInterrupted } from './run/until-interrupted.js';

/**
 * `npm run bench:lists`: how long the api takes for lists, searches and statistics on the database of DATABASE_URL, which
 * `npm run seed` has filled; one request at a time. Ends with 2 when one takes too long or reads a table from end to end.
 */
const MAX_P95_MS = 50;
const note = (line: string) => console.log(line);

interface Timed {
  question: string;
  p50: number;
  p95: number;
  worst: number;
  /** Processor time of a request: the api's and PostgreSQL's, in milliseconds. Other load does not change it. */
  cpu: number;
  indexes: string[];
  scanned: string[];
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { requests: { type: 'string', default: '100' }, only: { type: 'string', default: '' } },
  });
  const settings = loadSettings(ApiSettings, {
    ...{ DATABASE_URL: process.env.DATABASE_URL, REDIS_URL: process.env.REDIS_URL },
    ...{ LOG_LEVEL: 'warn', PORT: '0', RATE_LIMIT_REQUESTS: '0' },
  });
  const pool = new Pool({ connectionString: settings.databaseUrl, max: 1 });
  const asked = await questions(pool, wholeNumber('requests', values.requests));
  await pool.end();
  const app = await createApi(settings);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const statements = new Statements(app.get(Database, { strict: false }));
  const about = machine();
  note(JSON.stringify(about));
  const results: Timed[] = [];
  const chosen = asked.filter(({ name }) => name.includes(values.only));
  // The first ones compile the code, and prepare the statements on each connection.
  for (const { requests } of [...chosen, ...chosen])
    for (const request of requests.slice(0, 10)) await ask(url, request);
  note(`${'milliseconds'.padEnd(45)}     p50     p95   worst     CPU  indexes`);
  for (const question of chosen) results.push(await time(question, url, statements));
  await app.close();
  note(`\nAll numbers: ${saveResults('lists', { machine: about, results })}`);
  const missed = results.filter(({ p95, scanned }) => p95 > MAX_P95_MS || scanned.length > 0);
  if (missed.length > 0) process.exitCode = 2;
}

async function time({ name, requests }: Question, url: string, statements: Statements): Promise<Timed> {
  statements.forget();
  const times: number[] = [];
  const before = (await statements.cpuSeconds()) + process.cpuUsage().user / 1e6;
  for (const request of requests) times.push(await ask(url, request));
  const after = (await statements.cpuSeconds()) + process.cpuUsage().user / 1e6;
  const cpu = ((after - before) * 1_000) / requests.length;
  const { indexes, scanned } = await statements.plans();
  const [p50, p95, worst] = [0.5, 0.95, 1].map((share) => percentile(times, share)) as [
    number,
    number,
    number,
  ];
  const verdict = scanned.length > 0 ? `READS ALL OF ${scanned.join(', ')}` : indexes.join(', ');
  note(
    `${name.padEnd(45)} ${[p50, p95, worst, cpu].map((ms) => ms.toFixed(1).padStart(7)).join(' ')}  ${verdict}`,
  );
  return { question: name, p50, p95, worst, cpu, indexes, scanned };
}

async function ask(url: string, { path, body }: Request): Promise<number> {
  const started = performance.now();
  const response = await fetch(url + path, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} ${JSON.stringify(body)}: ${response.status} ${text}`);
  return performance.now() - started;
}

await untilInterrupted(run, async () => undefined);
