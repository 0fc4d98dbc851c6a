import request from 'supertest';
import { EMAIL, MMS, SMS } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
  await system.database.pool.query(
    `INSERT INTO suppressions (id, channel, address, sender, reason) VALUES
       (gen_random_uuid(), 'sms', '+15559990001', '', 'manual'),
       (gen_random_uuid(), 'sms', '+15559990002', '+15551234567', 'stop'),
       (gen_random_uuid(), 'email', 'gone@example.org', '', 'bounce')`,
  );
});
afterAll(() => system.stop());

const preview = (body: object) => request(system.url).post('/api/v1/messages/preview').send(body);

describe('preview', () => {
  it('says what an sms would be, and stores nothing', async () => {
    await preview({ ...SMS, to: '+1 (555) 987-6543', body: 'Grüße € “x”' }).expect(200, {
      to: '+15559876543',
      encoding: 'UCS-2',
      segments: 1,
      characters_left: 59,
      non_gsm_characters: ['“', '”'],
      suppressed: false,
      provider: 'twilio',
    });
    const long = { ...SMS, body: 'a'.repeat(161) };
    expect((await preview(long).expect(200)).body).toMatchObject({
      encoding: 'GSM-7',
      segments: 2,
      characters_left: 145,
      non_gsm_characters: [],
    });
    const { rows } = await system.database.pool.query('SELECT 1 FROM messages');
    expect(rows).toHaveLength(0);
  });

  it.each([
    [MMS, 'twilio'],
    [EMAIL, 'sendgrid'],
  ])('counts no segments where there are none, case %#', async (message, provider) => {
    await preview(message).expect(200, {
      to: message.to,
      encoding: null,
      segments: null,
      characters_left: null,
      non_gsm_characters: [],
      suppressed: false,
      provider,
    });
  });

  it.each<[object, boolean]>([
    [{ ...SMS, to: '+15559990001' }, true],
    [{ ...SMS, to: '+15559990002' }, true],
    [{ ...SMS, to: '+15559990002', from: '+15550000001' }, false],
    [{ ...EMAIL, to: 'Gone <GONE@example.org>' }, true],
    [{ ...EMAIL, to: 'gone@example.org', ignore_suppression: ['bounce'] }, false],
    [{ ...EMAIL, to: 'gone@example.org', ignore_suppression: ['complaint'] }, true],
  ])('knows who is suppressed, case %#', async (message, suppressed) => {
    expect((await preview(message).expect(200)).body).toMatchObject({ suppressed });
  });

  it('refuses what send would refuse', async () => {
    const { body } = await preview({ ...SMS, body: '' }).expect(422);
    expect(body).toMatchObject({ errors: [{ field: 'body' }] });
    await preview({ ...SMS, parent_id: '0190b1de-0000-7000-8000-000000000000' }).expect(404);
  });
});
