import request from 'supertest';
import { EMAIL, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
  await system.startProcessor();
});
afterAll(() => system.stop());

interface Arrived {
  to: string;
  sent_as: string;
  reply_to: string | null;
  validity_period: number | null;
}

async function arrived(): Promise<Arrived[]> {
  const { body } = await request(system.sandbox.url).get('/messages').query({ limit: 1000 });
  return (body as { messages: Arrived[] }).messages;
}

describe('what the provider is told', () => {
  it('writes to the copies of an email, but to none who does not want it', async () => {
    await system.database.pool.query(
      `INSERT INTO suppressions (id, channel, address, sender, reason) VALUES
         (gen_random_uuid(), 'email', 'no@example.org', '', 'bounce'),
         (gen_random_uuid(), 'email', 'never@example.org', '', 'stop'),
         (gen_random_uuid(), 'email', 'other@example.org', 'somebody@else.example', 'unsubscribe')`,
    );
    const cc = ['Ann <ann@example.org>', 'No@example.org'];
    const bcc = ['never@example.org', 'other@example.org'];
    const email = { ...EMAIL, reply_to: 'desk@example.com', cc, bcc };
    const { id } = await send(system.url, email);
    await reaches(system.url, id, 'delivered');
    const written = (await arrived()).map(({ to, sent_as, reply_to }) => [to, sent_as, reply_to]);
    expect(written.sort()).toEqual([
      ['ann@example.org', 'cc', 'desk@example.com'],
      ['other@example.org', 'bcc', 'desk@example.com'],
      ['someone@example.org', 'to', 'desk@example.com'],
    ]);
    const again = await send(system.url, { ...email, ignore_suppression: ['bounce'] });
    await reaches(system.url, again.id, 'delivered');
    const to = (await arrived()).map((message) => message.to);
    expect(to.filter((address) => address === 'No@example.org')).toHaveLength(1);
    expect(to).not.toContain('never@example.org');
  });

  it('does not take the bounce of a copy for that of the message', async () => {
    const { id } = await send(system.url, { ...EMAIL, cc: ['bounce@simulator.sendstream.test'] });
    await reaches(system.url, id, 'delivered');
    await eventually(async () => {
      const { rows } = await system.database.pool.query<{ kind: string }>(
        `SELECT kind FROM webhook_events WHERE message_id = $1 AND provider_status = 'bounce' AND applied_at IS NOT NULL`,
        [id],
      );
      expect(rows).toEqual([{ kind: 'noted' }]);
    });
    await reaches(system.url, id, 'delivered');
  });

  it('gives Twilio what is left of the validity', async () => {
    const { id } = await send(system.url, { ...SMS, validity_seconds: 600 });
    await reaches(system.url, id, 'delivered');
    const [message] = (await arrived()).filter(({ to }) => to === SMS.to);
    expect(message?.validity_period).toBeGreaterThan(500);
    expect(message?.validity_period).toBeLessThanOrEqual(600);
  });
});
