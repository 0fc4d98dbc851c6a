import { MESSAGE_QUEUES } from '#messaging';
import { eventually } from '../../support/eventually.js';
import type { JudgedSystem } from './judged-system.js';

/** One message as the database has it in the end. */
export interface FinalRow {
  id: string;
  type: string;
  from: string;
  to: string;
  body: string;
  status: string;
  errorCode: string | null;
  /** The account that has it, or was asked last, and its id there. */
  provider: string | null;
  providerMessageId: string | null;
  retryCount: number;
  /** Calls to the provider. */
  attempts: number;
  /** Attempts of which nobody can know what became of them. */
  unknowable: number;
  /** How often the timeline says that the policy decided. */
  decidedByPolicy: number;
}

const ROWS = `
  SELECT id, type, from_address AS "from", to_address AS "to", body, status, error->>'code' AS "errorCode",
         provider, provider_message_id AS "providerMessageId",
         retry_count AS "retryCount", attempt_count AS attempts,
         (SELECT count(*)::int FROM send_attempts a WHERE a.message_id = m.id AND a.outcome = 'unknown') AS unknowable,
         (SELECT count(*)::int FROM message_events e
           WHERE e.message_id = m.id AND e.reason LIKE '%policy: %') AS "decidedByPolicy"
    FROM messages m WHERE created_at >= $1`;

const UNFINISHED = `
  SELECT status, count(*)::int AS count FROM messages
   WHERE status IN ('scheduled', 'pending', 'sending', 'retry') GROUP BY status`;

const OLDEST_UNFINISHED = `
  SELECT id, status FROM messages
   WHERE status IN ('scheduled', 'pending', 'sending', 'retry') ORDER BY created_at LIMIT 5`;

/** From when on nothing goes wrong any more; on a machine that has better things to do, too. */
const SETTLED_WITHIN_MS = 60_000;

/** Resolves when no message is under way any more and no queue holds an entry that is not handled. */
export async function settled(system: JudgedSystem, withinMs = SETTLED_WITHIN_MS): Promise<void> {
  await eventually(async () => {
    const { rows } = await system.database.pool.query(UNFINISHED);
    expect(rows).toEqual([]);
    for (const queue of MESSAGE_QUEUES) {
      const { depth, dead } = await system.admin.stats(queue);
      expect({ queue, depth, dead }).toEqual({ queue, depth: 0, dead: 0 });
    }
  }, withinMs);
}

export async function finalRows(system: JudgedSystem, since: Date): Promise<FinalRow[]> {
  const { rows } = await system.database.pool.query<FinalRow>(ROWS, [since]);
  return rows;
}

/** A message's timeline in one line, for the report of what went wrong with it. */
export async function timeline(system: JudgedSystem, id: string): Promise<string> {
  const { rows } = await system.database.pool.query<{ line: string }>(
    `SELECT to_char(created_at, 'MI:SS.MS ') || type || coalesce(' (' || reason || ')', '') AS line
       FROM message_events WHERE message_id = $1 ORDER BY id`,
    [id],
  );
  const ledger = system.provider.ledger
    .of(id)
    .map(({ takenAt, provider }) => `${takenAt.toISOString().slice(14, 23)} taken by ${provider}`);
  return [...rows.map(({ line }) => line), ...ledger].join('; ');
}

/** How many messages wait or are in hand. */
export async function unfinishedCount({ database }: JudgedSystem): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM messages WHERE status IN ('pending', 'sending', 'retry')",
  );
  return rows[0]?.count ?? 0;
}

export async function waitingMails({ database }: JudgedSystem): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM messages WHERE type = 'email' AND status IN ('pending', 'sending', 'retry')",
  );
  return rows[0]?.count ?? 0;
}

/** The messages that are under way, oldest first, each with its timeline, and what the queues hold; for a report. */
export async function unfinished(system: JudgedSystem): Promise<string> {
  const { rows } = await system.database.pool.query<{ id: string; status: string }>(OLDEST_UNFINISHED);
  const messages = rows.map(async ({ id, status }) => `${id} ${status}: ${await timeline(system, id)}`);
  const queues = MESSAGE_QUEUES.map(async (queue) => {
    const { depth, pending, dead, consumers } = await system.admin.stats(queue);
    return `${queue}: depth ${depth}, pending ${pending}, dead ${dead}, consumers ${consumers}`;
  });
  const lines = await Promise.all([...messages, ...queues]);
  return rows.length === 0 ? ['no message', ...lines].join('\n') : lines.join('\n');
}

/** The database's clock; asked again while it is away. */
export async function databaseTime({ database }: JudgedSystem): Promise<Date> {
  let now = new Date(0);
  await eventually(async () => {
    const { rows } = await database.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    now = (rows[0] as { now: Date }).now;
  }, SETTLED_WITHIN_MS);
  return now;
}
