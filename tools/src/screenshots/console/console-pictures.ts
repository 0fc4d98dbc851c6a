import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { root } from '../../services/paths.js';
import { OwnSystem } from '../own-system.js';
import { type Call, giveBudgets, makeWait, stopPrefixes } from './busy-system.js';
import { liveTraffic } from './live-traffic.js';
import { Pictures } from './pictures.js';
import { type Ask, shotsOf } from './views.js';

const DIRECTORY = join(root, 'docs/images/console');
const MESSAGES = 30_000;
/** So long are counters waited for, which are behind after so many messages at once. */
const COUNTED_WITHIN_MS = 900_000;
const MAX_AGE_MS = 15_000;

/** Takes the pictures of docs/console.md, of a seeded system in which messages are sent. */
export async function takeConsolePictures(browser: Browser, note: (line: string) => void): Promise<void> {
  const system = await OwnSystem.start({ messages: MESSAGES }, note);
  const traffic = new AbortController();
  try {
    const operator = await system.createKey('ops-clara', 'admin');
    const ask: Ask = async (path) => {
      const headers = { authorization: `Bearer ${operator}` };
      return (await fetch(`${system.url}/api/v1/${path}`, { headers })).json() as ReturnType<Ask>;
    };
    const sender = await system.createKey('backend', 'send');
    const calls = (key: string): Call => {
      return (method, path, body) => call(`${system.url}/api/v1/${path}`, method, key, body);
    };
    await giveBudgets(calls(operator));
    liveTraffic(system.url, sender, traffic.signal).catch((error: unknown) => note(String(error)));
    await counted(ask);
    note('All is counted.');
    rmSync(DIRECTORY, { recursive: true, force: true });
    mkdirSync(DIRECTORY, { recursive: true });
    const shots = await shotsOf(ask);
    await makeWait(calls(operator), calls(sender), ask);
    await stopPrefixes(system.redisUrl);
    await new Pictures(browser, system.url, operator, DIRECTORY, note).take(shots);
  } finally {
    traffic.abort();
    await system.stop();
  }
}

async function call(url: string, method: string, key: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}

async function counted(ask: Ask): Promise<void> {
  for (const until = Date.now() + COUNTED_WITHIN_MS; Date.now() < until; await sleep(1_000)) {
    const { as_of: asOf } = (await ask('statistics?interval=hour')) as { as_of?: string | null };
    if (asOf && Date.now() - Date.parse(asOf) < MAX_AGE_MS) return;
  }
  throw new Error('The counters did not catch up.');
}
