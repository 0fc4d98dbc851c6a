import { randomUUID } from 'node:crypto';
import { terminal } from '../client/terminal.js';
import { StepFailed, type Verification } from './verification.js';

/** The stream commands the queues are made of, on a stream of our own that is gone afterwards. */
export async function queueOperations({ redis: link }: Verification): Promise<void> {
  const { redis } = link;
  const stream = link.keys.stream(`verify_queue:${randomUUID()}`);
  const check = (what: string, holds: boolean) => {
    if (!holds)
      throw new StepFailed(`${what} did not answer as expected`, 'Check that Redis is version 7 or later.');
    terminal.pass(what);
  };
  try {
    const data = JSON.stringify({
      message_id: randomUUID(),
      retry_count: 0,
      scheduled_at: new Date().toISOString(),
    });
    const id = await redis.xadd(stream, '*', 'data', data);
    check('Enqueue (XADD)', id !== null);
    check('Queue length (XLEN)', (await redis.xlen(stream)) === 1);
    const entries = await redis.xrange(stream, '-', '+', 'COUNT', 10);
    check('View messages (XRANGE)', entries.length === 1 && entries[0]?.[1][1] === data);
    await redis.xgroup('CREATE', stream, 'verifiers', '0');
    const read = await redis.xreadgroup('GROUP', 'verifiers', 'verifier', 'COUNT', 1, 'STREAMS', stream, '>');
    check('Dequeue (XREADGROUP)', JSON.stringify(read).includes(String(id)));
    check('Acknowledge (XACK)', (await redis.xack(stream, 'verifiers', String(id))) === 1);
  } finally {
    await redis.del(stream);
  }
}
