import type { Fault } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';

const COPIES = 100;
const MESSAGES = 6;

export const ENTRIES_COPIED: Fault = {
  name: `the entries of messages that wait, are in hand and are done are added ${COPIES} times more`,
  async inject(system) {
    for (const status of ['pending', 'sending', 'sent']) await copyEntries(system, status);
  },
};

async function copyEntries({ database, redis }: SystemUnderFault, status: string): Promise<void> {
  const { rows } = await database.pool.query<{ id: string }>(
    "SELECT id FROM messages WHERE status = $1 AND type = 'sms' ORDER BY created_at DESC LIMIT $2",
    [status, MESSAGES],
  );
  const copies = redis.redis.pipeline();
  for (const { id } of rows) {
    const data = JSON.stringify({ message_id: id, retry_count: 0, scheduled_at: new Date().toISOString() });
    for (let copy = 0; copy < COPIES; copy += 1) copies.xadd('message_queue:sms', '*', 'data', data);
  }
  await copies.exec();
}
