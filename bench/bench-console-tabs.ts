import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { wholeNumber } from './run/bench-options.js';
import { percentile } from './run/median.js';
import { untilInterrupted } from './run/until-interrupted.js';

/**
 * `npm run bench:console-tabs`: what open tabs of the console cost those who send. It sends messages to the api of API_URL (with
 * API_KEY, of the scope `admin`), first without tabs and then while so many ask for what the overview shows, in turns. One
 * round of each is not counted.
 */
const SENDERS = 20;
/** FIGURES_MS of the console. */
const ASK_EVERY_MS = 10_000;
const DELIVERED_WITHIN_MS = 120_000;
/** What the overview asks for again and again: apps/console/src/overview. */
const OVERVIEW = [
  'api/v1/statistics?interval=hour',
  'api/v1/statistics?interval=minute',
  'api/v1/admin/queues',
  'api/v1/admin/waiting',
  'api/v1/admin/providers',
  'health',
];

const { API_URL: url = 'http://localhost:8080', API_KEY: key = '' } = process.env;
const headers = { 'content-type': 'application/json', ...(key !== '' && { authorization: `Bearer ${key}` }) };

interface Ended {
  status: string;
  created_at: string;
  delivered_at: string | null;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tabs: { type: 'string', default: '200' },
      messages: { type: 'string', default: '2000' },
      rounds: { type: 'string', default: '3' },
    },
  });
  const [tabs, messages, rounds] = [
    wholeNumber('tabs', values.tabs),
    wholeNumber('messages', values.messages),
    wholeNumber('rounds', values.rounds),
  ];
  console.log('milliseconds        accept p50     p95   to delivered p50     p95   answers to tabs');
  for (let round = 0; round <= rounds; round++)
    for (const count of [0, tabs]) await measure(count, messages, round === 0 ? 'warm-up' : `round ${round}`);
}

async function measure(tabs: number, messages: number, name: string): Promise<void> {
  const closed = new AbortController();
  // Each question of each tab listens to it.
  setMaxListeners(0, closed.signal);
  const open = Array.from({ length: tabs }, () => tab(closed.signal));
  const tag = randomUUID();
  const accepted = await sendAll(messages, tag);
  const delivered = await deliveredAfter(messages, tag);
  closed.abort();
  const answers = (await Promise.all(open)).reduce((sum, each) => sum + each, 0);
  const figures = [
    percentile(accepted, 0.5),
    percentile(accepted, 0.95),
    percentile(delivered, 0.5),
    percentile(delivered, 0.95),
  ];
  console.log(
    `${name}, ${tabs} tabs`.padEnd(20),
    ...figures.map((ms) => ms.toFixed(1).padStart(9)),
    String(answers).padStart(9),
  );
}

/** Asks as an open overview does, until it is closed; answers how often it was answered. Not all tabs were opened at once. */
async function tab(closed: AbortSignal): Promise<number> {
  let answers = 0;
  await sleep(Math.random() * ASK_EVERY_MS, undefined, { signal: closed }).catch(() => undefined);
  while (!closed.aborted) {
    const asked = OVERVIEW.map((path) =>
      fetch(`${url}/${path}`, { headers, signal: closed }).then((response) => response.text()),
    );
    answers += (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled').length;
    await sleep(ASK_EVERY_MS, undefined, { signal: closed }).catch(() => undefined);
  }
  return answers;
}

/** How long each took to be accepted. */
async function sendAll(messages: number, tag: string): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const sender = async () => {
    while (next < messages) {
      const to = `+1${2_065_550_100 + (next++ % 100)}`;
      const started = performance.now();
      const body = JSON.stringify({
        from: '+13125550176',
        to,
        type: 'sms',
        body: 'The code is 551199',
        tags: [tag],
      });
      const response = await fetch(`${url}/api/v1/messages/send`, { method: 'POST', headers, body });
      if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
      await response.arrayBuffer();
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return times;
}

/** How long each took from then to its delivery, once all are delivered. @throws Error when they are not in time. */
async function deliveredAfter(messages: number, tag: string): Promise<number[]> {
  for (const until = Date.now() + DELIVERED_WITHIN_MS; Date.now() < until; await sleep(500)) {
    const response = await fetch(`${url}/api/v1/messages/export?format=ndjson&tag=${tag}`, { headers });
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    const ended = lines
      .map((line) => JSON.parse(line) as Ended)
      .filter(({ status }) => status === 'delivered');
    if (ended.length === messages)
      return ended.map((each) => Date.parse(each.delivered_at ?? '') - Date.parse(each.created_at));
  }
  throw new Error('Not all were delivered in time');
}

await untilInterrupted(run, async () => undefined);
