import type { Client } from 'pg';
import { SEED_API_KEYS, SEED_AUDIT_EVENTS, SEED_AUDIT_ROUTINE, SEED_BULK_ACTIONS } from './access-sql.js';
import { chanceFunctions } from './chance-sql.js';
import { SEED_PRICES } from './costs-sql.js';
import {
  COUNT_CONVERSATIONS,
  DROP_EMPTY_CONVERSATIONS,
  MAKE_SEARCHABLE,
  SEED_CONVERSATIONS,
} from './conversations-sql.js';
import { shared, withIndexesLater } from './later-indexes.js';
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
const LARGE = 1_000_000;
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

/** What is done beside it. */
export interface Company {
  /** Further sessions, which make messages at the same time: events of neighbouring hours are then among each other. */
  helpers?: Client[];
  /** Begun as soon as all messages are there. */
  meanwhile?: () => Promise<void>;
}

/** The last month of a clinic, a bank and a shop: as it would be had it been sent, answered and looked after here. */
export async function seed(
  client: Client,
  wanted: Seed,
  note: (line: string) => void,
  { helpers = [], meanwhile = () => Promise.resolve() }: Company = {},
): Promise<void> {
  const started = performance.now();
  const noteTime = (line: string) =>
    note(`${line} after ${((performance.now() - started) / 1_000).toFixed(0)} s`);
  const persons = Math.max(1, Math.floor((wanted.conversations - 1) / CONVERSATIONS_OF_PERSON));
  const sessions = [client, ...helpers];
  const until = await now(client);
  for (const session of sessions) await plan(session, wanted, persons, until);
  await client.query(SEED_CONVERSATIONS, [persons]);
  let beside: Promise<void> | undefined;
  const fill = async () => {
    await fillHours(sessions, wanted, persons, noteTime);
    beside = meanwhile();
    // It is waited for below, which may be never.
    beside.catch(() => undefined);
  };
  // Where there is something, somebody may need the indexes now.
  const isNew = await isWithoutMessages(client);
  const indexed = (table: string, work: () => Promise<unknown>) =>
    isNew ? withIndexesLater(table, sessions, work) : work();
  await indexed('message_index', fill);
  noteTime('Messages found by their indexes');
  await client.query(COUNT_CONVERSATIONS);
  await client.query(DROP_EMPTY_CONVERSATIONS);
  await indexed('conversation_search', () => client.query(MAKE_SEARCHABLE));
  for (const statement of AROUND) await client.query(statement);
  await client.query(SEED_CALLBACKS, [tracesOf(wanted)]);
  await client.query(SEED_PROVIDER_EVENTS, [tracesOf(wanted)]);
  await client.query(SEED_SUPPRESSIONS, [bouncesOf(wanted)]);
  await client.query(SEED_AUDIT_ROUTINE, [routineOf(wanted)]);
  noteTime('Conversations counted and searchable, webhooks, keys and audit made');
  await beside;
  await shared(SEEDED, sessions, (session, table) => session.query(`VACUUM (ANALYZE) ${table}`));
  await client.query(RENEW_ORDER);
  noteTime('Ready');
}

async function fillHours(
  sessions: Client[],
  { messages }: Seed,
  persons: number,
  noteTime: (line: string) => void,
): Promise<void> {
  const size = sessions.length > 1 ? CHUNK / 4 : CHUNK;
  const atOnce = Math.max(1, Math.floor((size * HOURS_OF_ALL) / messages));
  const begins = Array.from({ length: Math.ceil(HOURS_OF_ALL / atOnce) }, (_, index) => index * atOnce);
  let [done, noted] = [0, 0];
  await shared(begins, sessions, async (session, hour) => {
    const last = Math.min(hour + atOnce, HOURS_OF_ALL) - 1;
    const values = [hour, last, persons, messages / HOURS_OF_ALL];
    const { rowCount } = await session.query(SEED_MESSAGES, values);
    done += rowCount ?? 0;
    if (done - noted < CHUNK && last < HOURS_OF_ALL - 1) return;
    noted = done;
    noteTime(`${done} of ${messages} messages`);
  });
}

/** Its autovacuum may have been canceled by ours: what it leaves then makes each reader go through all pages that follow. */
const RENEW_ORDER = 'REINDEX INDEX message_events_order';

const AROUND = [SEED_API_KEYS, SEED_AUDIT_EVENTS, SEED_BULK_ACTIONS, SEED_ENDPOINTS, SEED_PRICES];

/** So many of the newest messages have what providers told of them, and what was told on. */
const tracesOf = ({ messages }: Seed) => Math.max(20_000, Math.floor(messages / 50));
const bouncesOf = ({ messages }: Seed) => Math.max(200, Math.floor(messages / 1_000));
/** A large installation has operators who are busy every day. */
const routineOf = ({ messages }: Seed) => (messages > LARGE ? Math.floor(messages / 1_000) : 0);

async function now(client: Client): Promise<string> {
  const { rows } = await client.query<{ until: string }>('SELECT now()::text AS until');
  return rows[0]?.until as string;
}

async function isWithoutMessages(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ empty: boolean }>(
    'SELECT NOT EXISTS (SELECT 1 FROM message_index) AS empty',
  );
  return rows[0]?.empty === true;
}

/** Tables of this session that say which message is sent when, by whom, to whom. */
async function plan(
  client: Client,
  { messages, seed: chance }: Seed,
  persons: number,
  until: string,
): Promise<void> {
  // Who loses the machine here begins again.
  await client.query('SET synchronous_commit = off');
  await client.query("SET maintenance_work_mem = '256MB'");
  // Compiling these statements takes longer than running them.
  await client.query('SET jit = off');
  await client.query(chanceFunctions(chance));
  await client.query(
    `CREATE FUNCTION pg_temp.until() RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$ SELECT '${until}'::timestamptz $$`,
  );
  for (const statement of [SENDERS, TEMPLATES, CAMPAIGNS, CODES]) await client.query(statement);
  await client.query(STOPS, [persons]);
  await client.query(EXTRAS, [persons, Math.floor(messages * CAMPAIGN_SHARE)]);
  const { rowCount } = await client.query('SELECT FROM seed_extras');
  await client.query(HOURS, [messages - (rowCount ?? 0)]);
  for (const table of ['seed_hours', 'seed_extras', 'seed_stops']) await client.query(`ANALYZE ${table}`);
}
