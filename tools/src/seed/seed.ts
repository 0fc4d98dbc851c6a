import type { Client } from 'pg';
import { SEED_API_KEYS, SEED_AUDIT_EVENTS, SEED_BULK_ACTIONS } from './access-sql.js';
import { chanceFunctions } from './chance-sql.js';
import { SEED_PRICES } from './costs-sql.js';
import {
  COUNT_CONVERSATIONS,
  DROP_EMPTY_CONVERSATIONS,
  MAKE_SEARCHABLE,
  SEED_CONVERSATIONS,
} from './conversations-sql.js';
import { SEED_MESSAGES } from './messages-sql.js';
import { EXTRAS, STOPS } from './plan-sql.js';
import { CAMPAIGNS, CODES, SENDERS, TEMPLATES } from './team-sql.js';
import { DAYS, HOURS } from './time-sql.js';
import { SEED_PROVIDER_EVENTS, SEED_SUPPRESSIONS } from './traces-sql.js';
import { SEED_CALLBACKS, SEED_ENDPOINTS } from './webhooks-sql.js';

export interface Seed {
  messages: number;
  conversations: number;
  /** The same one gives the same, but for the times, which end now. */
  seed: number;
}

const HOURS_OF_ALL = DAYS * 24;
/** About so many messages are made in one statement. */
const CHUNK = 50_000;
/** A share of all messages is in each of the six campaigns. */
const CAMPAIGN_SHARE = 0.008;
const CONVERSATIONS_OF_PERSON = 6;
const SEEDED = [
  ...['conversations', 'messages', 'message_index', 'conversation_search', 'message_events', 'send_attempts'],
  ...['webhook_events', 'callbacks', 'suppressions', 'audit_events'],
];

/** True when nobody has written anything here. */
export async function isEmpty(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ used: boolean }>(
    'SELECT EXISTS (SELECT 1 FROM messages) OR EXISTS (SELECT 1 FROM conversations) AS used',
  );
  return rows[0]?.used === false;
}

/** The last month of a clinic, a bank and a shop: as it would be had it been sent, answered and looked after here. */
export async function seed(client: Client, wanted: Seed, note: (line: string) => void): Promise<void> {
  // Who loses the machine here begins again.
  await client.query('SET synchronous_commit = off');
  await client.query("SET maintenance_work_mem = '256MB'");
  // Compiling these statements takes longer than running them.
  await client.query('SET jit = off');
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1_000).toFixed(0);
  const persons = Math.max(1, Math.floor((wanted.conversations - 1) / CONVERSATIONS_OF_PERSON));
  await plan(client, wanted, persons);
  await client.query(SEED_CONVERSATIONS, [persons]);
  const hoursAtOnce = Math.max(1, Math.floor((CHUNK * HOURS_OF_ALL) / wanted.messages));
  let done = 0;
  for (let hour = 0; hour < HOURS_OF_ALL; hour += hoursAtOnce) {
    const last = Math.min(hour + hoursAtOnce, HOURS_OF_ALL) - 1;
    const { rowCount } = await client.query(SEED_MESSAGES, [
      hour,
      last,
      persons,
      wanted.messages / HOURS_OF_ALL,
    ]);
    done += rowCount ?? 0;
    note(`${done} of ${wanted.messages} messages after ${seconds()} s`);
  }
  await client.query(COUNT_CONVERSATIONS);
  await client.query(DROP_EMPTY_CONVERSATIONS);
  await client.query(MAKE_SEARCHABLE);
  for (const statement of AROUND) await client.query(statement);
  for (const table of SEEDED) await client.query(`VACUUM (ANALYZE) ${table}`);
  note(`Conversations counted and searchable, webhooks, keys and audit made after ${seconds()} s`);
}

const AROUND = [
  ...[SEED_API_KEYS, SEED_AUDIT_EVENTS, SEED_BULK_ACTIONS],
  ...[SEED_ENDPOINTS, SEED_CALLBACKS, SEED_PROVIDER_EVENTS, SEED_SUPPRESSIONS, SEED_PRICES],
];

/** Tables of this session that say which message is sent when, by whom, to whom. */
async function plan(client: Client, { messages, seed: chance }: Seed, persons: number): Promise<void> {
  await client.query(chanceFunctions(chance));
  const { rows } = await client.query<{ until: string }>('SELECT now()::text AS until');
  await client.query(
    `CREATE FUNCTION pg_temp.until() RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$ SELECT '${rows[0]?.until}'::timestamptz $$`,
  );
  for (const statement of [SENDERS, TEMPLATES, CAMPAIGNS, CODES]) await client.query(statement);
  await client.query(STOPS, [persons]);
  await client.query(EXTRAS, [persons, Math.floor(messages * CAMPAIGN_SHARE)]);
  const { rowCount } = await client.query('SELECT FROM seed_extras');
  await client.query(HOURS, [messages - (rowCount ?? 0)]);
  for (const table of ['seed_hours', 'seed_extras', 'seed_stops']) await client.query(`ANALYZE ${table}`);
}
