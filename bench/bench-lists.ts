import { ApiSettings, loadSettings } from '#config';
import { Database } from '#entities';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import { createApi } from '../apps/api/src/create-api.js';
import { ask } from './lists/ask.js';
import { compareFigures } from './lists/figures.js';
import { plansPage } from './lists/plans-page.js';
import { type Question, questions } from './lists/questions.js';
import { type Plan, Statements } from './lists/statements.js';
import { viewQuestions } from './lists/views.js';
import { wholeNumber } from './run/bench-options.js';
import { machine } from './run/machine.js';
import { percentile } from './run/median.js';
import { saveResults } from './run/save-results.js';
import { untilInterrupted } from './run/until-interrupted.js';

/**
 * `npm run bench:lists`: how long the api takes for lists, searches and statistics on the database of DATABASE_URL, which
 * `npm run seed` has filled; one request at a time. Ends with 2 when one takes too long or reads a table from end to end.
 *
 * `--views` asks what the views of the console ask instead, and compares the overview's figures with the rows they are of;
 * `--plans FILE` writes how PostgreSQL does it.
 */
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
  longest: Plan | null;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '100' },
      only: { type: 'string', default: '' },
      'max-ms': { type: 'string', default: '50' },
      views: { type: 'boolean', default: false },
      plans: { type: 'string', default: '' },
    },
  });
  const maxMs = wholeNumber('max-ms', values['max-ms']);
  const settings = loadSettings(ApiSettings, {
    ...{ DATABASE_URL: process.env.DATABASE_URL, REDIS_URL: process.env.REDIS_URL },
    ...{ LOG_LEVEL: 'warn', PORT: '0', RATE_LIMIT_REQUESTS: '0' },
  });
  const pool = new Pool({ connectionString: settings.databaseUrl, max: 1 });
  const asked = await (values.views ? viewQuestions : questions)(
    pool,
    wholeNumber('requests', values.requests),
  );
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
  const isOtherwise = values.views && !(await compareFigures(pool, url, note));
  await app.close();
  await pool.end();
  const figures = results.map(({ longest: _, ...result }) => result);
  note(`\nAll numbers: ${saveResults('lists', { machine: about, results: figures })}`);
  if (values.plans !== '') writeFileSync(values.plans, plansPage(results));
  const missed = results.filter(({ p95, scanned }) => p95 > maxMs || scanned.length > 0);
  if (missed.length > 0 || isOtherwise) process.exitCode = 2;
}

async function time({ name, requests }: Question, url: string, statements: Statements): Promise<Timed> {
  statements.forget();
  const times: number[] = [];
  const before = (await statements.cpuSeconds()) + process.cpuUsage().user / 1e6;
  for (const request of requests) times.push(await ask(url, request));
  const after = (await statements.cpuSeconds()) + process.cpuUsage().user / 1e6;
  const cpu = ((after - before) * 1_000) / requests.length;
  const { indexes, scanned, longest } = await statements.plans();
  const [p50, p95, worst] = [0.5, 0.95, 1].map((share) => percentile(times, share)) as [
    number,
    number,
    number,
  ];
  const verdict = scanned.length > 0 ? `READS ALL OF ${scanned.join(', ')}` : indexes.join(', ');
  note(
    `${name.padEnd(45)} ${[p50, p95, worst, cpu].map((ms) => ms.toFixed(1).padStart(7)).join(' ')}  ${verdict}`,
  );
  return { question: name, p50, p95, worst, cpu, indexes, scanned, longest };
}

await untilInterrupted(run, async () => undefined);
