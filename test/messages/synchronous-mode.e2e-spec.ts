import { reaches, send, timeline } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ SYNC_MESSAGE_PROCESSING: 'true', SANDBOX_LATENCY_MS: '100' });
});
afterAll(() => system.stop());

describe('synchronous mode', () => {
  it('answers when the message was sent, and still adds its queue entry', async () => {
    const message = await send(system.url);
    expect(['sent', 'delivered']).toContain(message.status);
    expect(await system.redis.redis.xlen('message_queue:sms')).toBe(1);
  });

  it('sends once, though two processors find the entries too, and answers how it ended, whoever sent it', async () => {
    await system.startProcessor();
    await system.startProcessor();
    const sent = await Promise.all(Array.from({ length: 50 }, () => send(system.url)));
    for (const { status } of sent) expect(['sent', 'delivered']).toContain(status);
    for (const { id } of sent) await reaches(system.url, id, 'delivered');
    await eventually(async () =>
      expect(await system.admin.stats('message_queue:sms')).toMatchObject({ depth: 0 }),
    );
    for (const { id } of sent) {
      expect((await timeline(system.url, id)).filter((type) => type === 'sending')).toHaveLength(1);
    }
  });
});
