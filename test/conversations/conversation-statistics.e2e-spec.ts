import { reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { conversationsOf, freshNumber, root } from './conversation-tools.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
});
afterAll(() => system.stop());

const { api, inTail } = conversationsOf(() => system);

describe('the statistics of a conversation', () => {
  beforeAll(async () => {
    if (system.processors.length === 0) await system.startProcessor();
  });

  it('count what became of its messages, before and after they are indexed', async () => {
    const to = '+15005550001'; // Refused by the sandbox.
    const failed = await send(system.url, { ...SMS, to });
    const id = failed.conversation_id as string;
    const figures = async () => (await api().get(`${root}/${id}/statistics`).expect(200)).body as object;
    const counted = { conversation_id: id, total_messages: 1, inbound_messages: 0, outbound_messages: 1 };
    expect(await figures()).toMatchObject(counted);
    await reaches(system.url, failed.id, 'failed');
    await eventually(async () => expect(await inTail()).toBe(0));
    expect(await figures()).toEqual({ ...counted, failed_messages: 1, avg_send_time_seconds: null });
  });

  it('have the average time to the provider, from the send time where there was one', async () => {
    const to = freshNumber();
    const one = await send(system.url, { ...SMS, to });
    const two = await send(system.url, { ...SMS, to });
    await Promise.all([reaches(system.url, one.id, 'delivered'), reaches(system.url, two.id, 'delivered')]);
    await system.database.pool.query(
      `UPDATE messages SET sent_at = coalesce(scheduled_at, created_at) + $2::interval WHERE id = $1`,
      [one.id, '1 second'],
    );
    await system.database.pool.query(
      `UPDATE messages SET scheduled_at = created_at + interval '1 hour', sent_at = created_at + interval '1 hour 4 seconds'
        WHERE id = $1`,
      [two.id],
    );
    const { body } = await api()
      .get(`${root}/${one.conversation_id as string}/statistics`)
      .expect(200);
    expect(body).toMatchObject({ total_messages: 2, failed_messages: 0, avg_send_time_seconds: 2.5 });
  });
});
