import type { Client } from 'pg';
import { COUNT_CONVERSATIONS, MAKE_SEARCHABLE, SEED_CONVERSATIONS, SEED_MESSAGES } from './seed-sql.js';

export interface Seed {
  messages: number;
  conversations: number;
}

const CHUNK = 50_000;
const SEEDED = [
  'conversations',
  'messages',
  'message_index',
  'conversation_search',
  'message_events',
  'send_attempts',
];

/** True when nobody has written anything here. */
export async function isEmpty(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ used: boolean }>(
    'SELECT EXISTS (SELECT 1 FROM messages) OR EXISTS (SELECT 1 FROM conversations) AS used',
  );
  return rows[0]?.used === false;
}

/** Finished messages of the last month in as many conversations, found and counted as those that were sent. */
export async function seed(
  client: Client,
  { messages, conversations }: Seed,
  note: (line: string) => void,
): Promise<void> {
  // Who loses the machine here begins again.
  await client.query('SET synchronous_commit = off');
  await client.query("SET maintenance_work_mem = '256MB'");
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1_000).toFixed(0);
  await client.query(SEED_CONVERSATIONS, [conversations]);
  for (let done = 0; done < messages; done += CHUNK) {
    const upTo = Math.min(done + CHUNK, messages);
    await client.query(SEED_MESSAGES, [done, upTo - 1, messages, conversations]);
    note(`${upTo} of ${messages} messages after ${seconds()} s`);
  }
  await client.query(COUNT_CONVERSATIONS);
  await client.query(MAKE_SEARCHABLE);
  for (const table of SEEDED) await client.query(`VACUUM (ANALYZE) ${table}`);
  note(`${conversations} conversations counted and searchable after ${seconds()} s`);
}
