import { Redis } from 'ioredis';
import pg from 'pg';
import { fillMessages } from '../stacks/our-rows.js';
import { addEntries, GROUP, STREAM } from './limit-queue.js';

/**
 * What the machine can process at all: read a batch, claim it in one statement, write `sent` and its events in one
 * statement, acknowledge. A program of its own. Arguments: batch size, batches in flight, backlog.
 */
const [size = 100, inFlight = 2, backlog = 50_000] = process.argv.slice(2).map(Number);
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: inFlight });
const redis = new Redis(process.env.REDIS_URL ?? '');
const CLAIM = {
  name: 'claim',
  text: `
    WITH claimed AS (
      UPDATE messages SET status = 'sending', updated_at = now(), due_at = now() + interval '1 minute'
       WHERE id = ANY ($1::uuid[]) AND status = 'pending'
      RETURNING id, from_address, to_address, body
    ), told AS (
      INSERT INTO message_events (message_id, type, status) SELECT id, 'sending', 'sending' FROM claimed
    )
    SELECT id, from_address, to_address, body FROM claimed`,
};
const SENT = {
  name: 'sent',
  text: `
    WITH sent AS (
      UPDATE messages m
         SET status = 'sent', provider_message_id = i.provider_id, sent_at = now(), updated_at = now(), due_at = NULL
        FROM unnest($1::uuid[], $2::text[]) AS i (id, provider_id)
       WHERE m.id = i.id AND m.status = 'sending'
      RETURNING m.id
    )
    INSERT INTO message_events (message_id, type, status) SELECT id, 'sent', 'sent' FROM sent`,
};
const finished: { at: number; count: number }[] = [];
let taken = 0;

async function processOn(worker: number): Promise<void> {
  const own = redis.duplicate();
  const group = ['GROUP', GROUP, `worker-${worker}`] as const;
  for (;;) {
    const reply = await own.xreadgroup(...group, 'COUNT', size, 'STREAMS', STREAM, '>');
    const entries = (reply as [[string, [id: string, fields: string[]][]]] | null)?.[0][1] ?? [];
    if (entries.length === 0) break;
    const ids = entries.map(
      ([, fields]) => (JSON.parse(fields[1] ?? '') as { message_id: string }).message_id,
    );
    const { rows } = await pool.query<{ id: string }>({ ...CLAIM, values: [ids] });
    const sids = rows.map(() => `SM${String((taken += 1)).padStart(32, '0')}`);
    await pool.query({ ...SENT, values: [rows.map(({ id }) => id), sids] });
    await own.xack(STREAM, GROUP, ...entries.map(([id]) => id));
    finished.push({ at: performance.now(), count: rows.length });
  }
  own.disconnect();
}

/** Messages per second between the first and the last tenth of them. */
function rate(): number {
  const upTo = (count: number) => {
    let sum = 0;
    return finished.find((batch) => (sum += batch.count) >= count)?.at ?? NaN;
  };
  return (backlog * 0.8 * 1_000) / (upTo(backlog * 0.9) - upTo(backlog * 0.1));
}

const ids = await fillMessages(pool, backlog);
for (let start = 0; start < ids.length; start += 1_000)
  await addEntries(redis, ids.slice(start, start + 1_000));
await redis.xgroup('CREATE', STREAM, GROUP, '0');
await pool.query('ANALYZE messages, message_events');
await pool.query('CHECKPOINT').catch(() => undefined);
await Promise.all(Array.from({ length: inFlight }, (_, worker) => processOn(worker)));
const { rows } = await pool.query<{ count: string }>(`SELECT count(*) FROM messages WHERE status = 'sent'`);
if (Number(rows[0]?.count) !== backlog) throw new Error(`${rows[0]?.count} of ${backlog} were sent`);
await pool.end();
redis.disconnect();
console.log(`RESULT ${JSON.stringify({ perSecond: rate() })}`);
