import { Redis } from 'ioredis';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { BODY, recipient, RECIPIENTS, SENDER } from '../load/recipients.js';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { addEntries } from './limit-queue.js';

/**
 * What the machine can accept at all: one statement for conversation, message and event of a batch, then one pipelined
 * XADD. A program of its own. Arguments: batch size, batches in flight, seconds of warm-up, seconds measured, seed.
 */
const [size = 100, inFlight = 2, warmUp = 2, seconds = 5, seed = 1] = process.argv.slice(2).map(Number);
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: inFlight });
const redis = new Redis(process.env.REDIS_URL ?? '');
const random = seededRandom(seed);
const STORE = {
  name: 'store',
  text: `
    WITH stored AS (
      INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, provider,
                            due_at)
      SELECT i.id, c.id, 'outbound', 'sms', 'pending', i.sender, i.recipient, i.body, 'twilio', now()
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS i (id, sender, recipient, body)
        JOIN conversations c ON (c.channel_type, c.participant_low, c.participant_high)
                              = ('sms', i.sender COLLATE "C", i.recipient COLLATE "C")
         AND c.type = 'direct'
      RETURNING id
    )
    INSERT INTO message_events (message_id, type, status) SELECT id, 'accepted', 'pending' FROM stored`,
};
let accepted = 0;
let stopped = false;

async function acceptOn(): Promise<void> {
  while (!stopped) {
    const ids = Array.from({ length: size }, () => uuidv7());
    const recipients = ids.map(() => recipient(Math.floor(random() * RECIPIENTS)));
    await pool.query({ ...STORE, values: [ids, ids.map(() => SENDER), recipients, ids.map(() => BODY)] });
    await addEntries(redis, ids);
    accepted += size;
  }
}

const workers = Array.from({ length: inFlight }, acceptOn);
await pause(warmUp);
const [before, startedAt] = [accepted, performance.now()];
await pause(seconds);
const perSecond = (accepted - before) / ((performance.now() - startedAt) / 1_000);
stopped = true;
await Promise.all(workers);
await pool.end();
redis.disconnect();
console.log(`RESULT ${JSON.stringify({ perSecond })}`);

function pause(length: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, length * 1_000));
}
